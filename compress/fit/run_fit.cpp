#include "compress/fit/run_fit.h"

#include "cuda/core/error.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace asrg {
namespace {

/// The largest pressure that is tried: far beyond it every residual is zero.
constexpr float most_pressure = 4096;
/// Steps after each rise of the pressure, for what is left to make up for coarser rounding.
constexpr int steps_a_round = 40, most_rounds = 16;
/// The share of the limit that is aimed at.
constexpr double aim = 0.97;

/// Writes the checkpoint at intervals.
class Checkpoints {
 public:
  Checkpoints(Fit& fit, const RunOptions& run) : fit_(fit), run_(run) {}

  void write() {
    if (run_.checkpoint.empty()) return;
    write_checkpoint(run_.checkpoint, fit_.snapshot());
    last_ = Clock::now();
  }
  void write_if_due() {
    if (std::chrono::duration<double>(Clock::now() - last_).count() > run_.checkpoint_interval) write();
  }

 private:
  using Clock = std::chrono::steady_clock;
  Fit& fit_;
  const RunOptions& run_;
  Clock::time_point last_ = Clock::now();
};

/// The pressure that is needed to come close below the limit, by what the file has now. A penalty goes on to work after it was raised, so that it may
/// have become too much.
float pressure_needed(float pressure, double bytes, double limit) {
  const double excess = bytes / (aim * limit);
  const double factor = excess > 1 ? std::min(4.0, std::pow(excess, 1.2)) : std::max(0.5, excess);
  return std::clamp(pressure * static_cast<float>(factor), 1.0f, most_pressure);
}

}  // namespace

bool run_fit(Fit& fit, const RunOptions& run, const SizeLimit& limit, const std::atomic<bool>& stop) {
  const Schedule schedule;
  Checkpoints checkpoints(fit, run);
  double next_look = schedule.quantise + schedule.rate_interval;
  while (!stop && fit.advance()) {
    if (fit.steps() % 10 == 0) {
      const FitProgress p = fit.progress();
      if (run.progress && std::isfinite(p.psnr)) run.progress(p);
    }
    if (limit.bytes > 0 && fit.quantising() && fit.fraction() >= next_look) {
      next_look = fit.fraction() + schedule.rate_interval;
      const auto bytes = static_cast<double>(limit.file(fit.model(), Effort::fast).size());
      fit.set_pressure(pressure_needed(fit.pressure(), bytes, static_cast<double>(limit.bytes)));
    }
    checkpoints.write_if_due();
  }
  if (stop) checkpoints.write();
  if (!stop && fit.steps() == 0) throw Error(ErrorKind::runtime, "the time limit left no time for a single step: give it more");
  return !stop;
}

std::optional<FittedFile> fit_to_size(Fit& fit, const RunOptions& run, const SizeLimit& limit, const std::atomic<bool>& stop) {
  Checkpoints checkpoints(fit, run);
  std::optional<FittedFile> smallest;
  for (int round = 0; !stop; ++round) {
    FittedFile now{fit.model(), {}, true};
    now.bytes = limit.file(now.model, limit.bytes > 0 ? Effort::fast : limit.effort);
    if (limit.bytes <= 0) return now;
    const auto small_enough = [&] { return static_cast<std::int64_t>(now.bytes.size()) <= limit.bytes; };
    if (small_enough()) {
      // Mostly it has become smaller by this, but nobody promises it.
      if (limit.effort != Effort::fast) now.bytes = limit.file(now.model, limit.effort);
      if (small_enough()) return now;
    }
    const double bytes = static_cast<double>(now.bytes.size());
    if (!smallest || now.bytes.size() < smallest->bytes.size()) smallest = std::move(now);
    if (round == most_rounds || fit.pressure() >= most_pressure) break;
    fit.set_pressure(pressure_needed(fit.pressure(), bytes, static_cast<double>(limit.bytes)));
    fit.refine(steps_a_round);
    const FitProgress p = fit.progress();
    if (run.progress) run.progress(p);
    checkpoints.write_if_due();
  }
  if (stop) {
    checkpoints.write();
    return std::nullopt;
  }
  if (limit.effort != Effort::fast) smallest->bytes = limit.file(smallest->model, limit.effort);
  smallest->within_limit = static_cast<std::int64_t>(smallest->bytes.size()) <= limit.bytes;
  return smallest;
}

}  // namespace asrg
