#include "compress/fit/run_fit.h"

#include "compress/fit/land.h"
#include "cuda/core/error.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace asrg {
namespace {

constexpr int most_rounds = 16;
/// How often the pressure is lowered at most to fill the room.
constexpr int most_rounds_down = 5;
/// The size, as a multiple of the limit, to which the pressure is adjusted, and the range that is close enough: land() does the rest. Sizes are those of
/// Effort::fast, which are some 3 % larger than the best.
constexpr double aim = 1.07, least_aim = 1.02, most_aim = 1.15;
/// Where there is room for all detail the pressure needs no rounds, which smaller files have: without as many steps at the end a larger one could be worse.
/// One that has been pressed until it is small enough takes one more round at that pressure.
constexpr int rounds_to_settle = 3;
/// A file that becomes smaller than this share of the limit in one round has lost too many cells, which no pressure brings back.
constexpr double collapsed = 0.5;

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
    if (std::chrono::duration<double>(Clock::now() - last_).count() <= run_.checkpoint_interval) return;
    try {
      write();
    } catch (const Error& e) {
      // A full disk may have room again before the fit has ended.
      if (e.kind() != ErrorKind::io) throw;
      last_ = Clock::now();
      if (run_.warn && !std::exchange(told_, true)) run_.warn(e.what());
    }
  }

 private:
  using Clock = std::chrono::steady_clock;
  Fit& fit_;
  const RunOptions& run_;
  Clock::time_point last_ = Clock::now();
  bool told_ = false;
};

/// A file is as large as the pressure to the power of minus the inverse of these, some 40 steps after it was changed (lego, mic: 1.7 to 2.2), and smaller later,
/// as penalties go on to act: while the schedule runs the pressure is raised with patience.
struct Powers {
  double up, down;
};
constexpr Powers at_end{1.8, 1.8}, on_the_way{1.2, 1.0};

/// The estimated pressure for a file of the intended size, from the size at the present one. It may be lower although the pressure was only raised before:
/// the effect of a penalty grows with the steps after it was raised.
float pressure_needed(float pressure, double bytes, const SizeLimit& limit, const Powers& powers) {
  const double excess = bytes / (aim * static_cast<double>(limit.bytes));
  const double factor = std::clamp(std::pow(excess, excess > 1 ? powers.up : powers.down), 0.4, 4.0);
  return std::clamp(pressure * static_cast<float>(factor), limit.pressure_floor, most_pressure);
}

}  // namespace

int steps_per_round(int steps) { return std::clamp(steps / 50, 16, 40); }

bool run_fit(Fit& fit, const RunOptions& run, const SizeLimit& limit, const std::atomic<bool>& stop) {
  const Schedule schedule;
  Checkpoints checkpoints(fit, run);
  // By the fraction alone: a fit that goes on from a checkpoint checks at the same times as one without a break.
  const auto checks_due = [&] { return std::floor((fit.fraction() - schedule.quantise) / schedule.rate_interval); };
  double checks = std::max(0.0, checks_due());
  while (!stop && fit.advance()) {
    if (fit.steps() % 10 == 0) {
      const FitProgress p = fit.progress();
      if (run.progress && std::isfinite(p.psnr)) run.progress(p);
    }
    if (limit.bytes > 0 && fit.quantising() && checks_due() > checks) {
      checks = checks_due();
      const auto bytes = static_cast<double>(limit.file(fit.model(), Effort::fast).size());
      fit.set_pressure(pressure_needed(fit.pressure(), bytes, limit, on_the_way));
    }
    checkpoints.write_if_due();
  }
  if (stop) checkpoints.write();
  if (!stop && fit.steps() == 0) throw Error(ErrorKind::runtime, "the time limit left no time for a single step: give it more");
  return !stop;
}

std::optional<FittedFile> fit_to_size(Fit& fit, const RunOptions& run, const SizeLimit& limit, const std::atomic<bool>& stop) {
  if (limit.bytes <= 0) {
    FittedFile now{fit.model(), {}, true, false};
    now.bytes = limit.file(now.model, limit.effort);
    return now;
  }
  Checkpoints checkpoints(fit, run);
  const auto bytes = static_cast<double>(limit.bytes);
  std::optional<FittedFile> smallest;
  std::optional<FitCheckpoint> before;     // the last round, where that raised the pressure and coarsened
  std::optional<FitCheckpoint> unsettled;  // before the round in which it settled
  bool coarsen = true, settled = false;
  for (int round = 0, down = 0; !stop; ++round) {
    FittedFile now{fit.model(), {}, false, false};
    now.bytes = limit.file(now.model, Effort::fast);
    const auto size = static_cast<double>(now.bytes.size());
    if (before && size < collapsed * bytes) {
      const float pressure = fit.pressure();
      fit.take(*std::exchange(before, std::nullopt));
      fit.set_pressure(pressure);
      coarsen = false;
      fit.refine(steps_per_round(fit.steps()), coarsen);
      continue;
    }
    if (size < least_aim * bytes && fit.pressure() <= limit.pressure_floor && !std::exchange(settled, true) && !fit.time_is_up()) {
      fit.refine(rounds_to_settle * steps_per_round(fit.steps()), false);
      continue;
    }
    if (auto from = std::exchange(unsettled, std::nullopt); from && size < least_aim * bytes) {
      fit.take(std::move(*from));  // it has become too small to fill the room
      continue;
    }
    // With the time limit passed no more time is spent on filling the room.
    const bool lower = size < least_aim * bytes && fit.pressure() > limit.pressure_floor && down < most_rounds_down && !fit.time_is_up();
    const bool close = size <= most_aim * bytes && !lower;
    if (close && round > 0 && !std::exchange(settled, true) && !fit.time_is_up()) {
      before.reset();
      unsettled = fit.snapshot();
      fit.refine(steps_per_round(fit.steps()), false);
      continue;
    }
    if (close)
      if (auto landed = land([&](float zone) { return fit.model(zone); }, limit, now.model.topology.cell_count(), now.bytes.size())) {
        landed->room_left = static_cast<double>(landed->bytes.size()) < 0.95 * bytes;
        return landed;
      }
    if (!smallest || now.bytes.size() < smallest->bytes.size()) smallest = std::move(now);
    if (round >= most_rounds || fit.pressure() >= most_pressure) break;
    down += lower;
    const float needed = pressure_needed(fit.pressure(), size, limit, at_end);
    fit.set_pressure(lower ? needed : std::max(needed, 1.1f * fit.pressure()));
    before.reset();
    if (coarsen && !lower) before = fit.snapshot();
    // Cells and bricks that are lost would not come back with the room.
    fit.refine(steps_per_round(fit.steps()), coarsen && !lower);
    const FitProgress p = fit.progress();
    if (run.progress) run.progress(p);
    checkpoints.write_if_due();
  }
  if (stop) {
    checkpoints.write();
    return std::nullopt;
  }
  smallest->bytes = limit.file(smallest->model, limit.effort);
  smallest->within_limit = static_cast<std::int64_t>(smallest->bytes.size()) <= limit.bytes;
  return smallest;
}

}  // namespace asrg
