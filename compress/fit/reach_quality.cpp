#include "compress/fit/reach_quality.h"

#include <cmath>

namespace asrg {
namespace {

constexpr int most_rounds = 12;
/// Factor from one pressure to the next as long as only one side of the target is known; ratio of the two sides' pressures at which the search ends.
constexpr float rise = 1.6f, near_enough = 1.08f;
/// A PSNR that falls by so much, dB, although the pressure was lowered shows that the target cannot be reached.
constexpr double hopeless = 0.2;

bool is_better(const JudgedFile& a, const JudgedFile& b) {
  if (a.fitted.within_limit != b.fitted.within_limit) return a.fitted.within_limit;
  return a.fitted.within_limit ? a.fitted.bytes.size() < b.fitted.bytes.size() : a.psnr > b.psnr;
}

}  // namespace

std::optional<JudgedFile> reach_quality(Fit& fit, const RunOptions& run, const QualityTarget& target, const std::atomic<bool>& stop) {
  std::optional<JudgedFile> best;
  float good = 0, bad = 0;  // pressures on either side of the target; 0: not known
  for (int round = 0; round < most_rounds && !stop; ++round) {
    JudgedFile now{{fit.model(), {}, true, false}, 0};
    now.fitted.bytes = target.file(now.fitted.model, target.effort);
    now.psnr = target.judge(now.fitted.bytes);
    const bool reached = now.fitted.within_limit = now.psnr >= target.psnr;
    const bool falls = best && !reached && good == 0 && now.psnr < best->psnr - hopeless;
    if (!best || is_better(now, *best)) best = std::move(now);
    (reached ? good : bad) = fit.pressure();
    const float next = good > 0 && bad > 0 ? std::sqrt(good * bad) : reached ? fit.pressure() * rise : fit.pressure() / rise;
    if (falls || next > most_pressure || next < least_pressure || (good > 0 && bad > 0 && bad / good < near_enough)) break;
    fit.set_pressure(next);
    fit.refine(steps_per_round(fit.steps()));
    const FitProgress p = fit.progress();
    if (run.progress) run.progress(p);
  }
  return stop ? std::nullopt : best;
}

}  // namespace asrg
