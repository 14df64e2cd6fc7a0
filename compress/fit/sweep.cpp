#include "compress/fit/sweep.h"

#include "compress/fit/resample.h"

namespace asrg {
namespace {

/// The part of the schedule after which a fit begins that goes on on coarser cells: what is left prunes, and presses as a fit of its own does.
constexpr float begin_coarser = 0.65f;
/// The steps that this takes, as a share of those of the fit to the largest size: with fewer a smaller model is worse than a fit of its own, and the finer
/// its cells the more so.
float share_coarser(const Lattice& largest, const Lattice& coarser) {
  return 0.1f + 0.3f * static_cast<float>(coarser.box_longest()) / static_cast<float>(largest.box_longest());
}

}  // namespace

bool fit_sizes(Fit& fit, std::span<const std::int64_t> sizes, const SweepOptions& o, const TakeSize& take, const std::atomic<bool>& stop) {
  const auto limit_of = [&](std::int64_t bytes) { return SizeLimit{bytes, o.file, o.effort, o.pressure_floor}; };
  if (!run_fit(fit, o.run, limit_of(sizes.back()), stop)) return false;
  const FitCheckpoint largest = fit.snapshot();
  if (!o.run.checkpoint.empty()) write_checkpoint(o.run.checkpoint, largest);
  RunOptions later = o.run;
  later.checkpoint.clear();  // what is resumed begins with the largest size
  for (std::size_t i = sizes.size(); i-- > 0;) {
    const SizeLimit limit = limit_of(sizes[i]);
    const Lattice lattice = fit.lattice_of_size(sizes[i]);
    if (lattice.box_longest() < fit.lattice().box_longest()) {
      const float share = share_coarser(largest.lattice, lattice);
      fit.take(resampled(largest, lattice));
      fit.set_pressure(1);
      fit.repeat(begin_coarser, static_cast<int>(share * static_cast<float>(largest.position.steps)));
      if (!run_fit(fit, later, limit, stop)) return false;
    }
    auto fitted = fit_to_size(fit, later, limit, stop);
    if (!fitted) return false;
    take(i, std::move(*fitted));
  }
  return true;
}

}  // namespace asrg
