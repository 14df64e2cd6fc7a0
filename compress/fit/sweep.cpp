#include "compress/fit/sweep.h"

namespace asrg {

bool fit_sizes(Fit& fit, std::span<const std::int64_t> sizes, const SweepOptions& o, const TakeSize& take, const std::atomic<bool>& stop) {
  const auto limit_of = [&](std::int64_t bytes) { return SizeLimit{bytes, o.file, o.effort, o.pressure_floor}; };
  if (!run_fit(fit, o.run, limit_of(sizes.back()), stop)) return false;
  if (!o.run.checkpoint.empty()) write_checkpoint(o.run.checkpoint, fit.snapshot());
  RunOptions later = o.run;
  later.checkpoint.clear();  // what is resumed begins with the largest size
  for (std::size_t i = sizes.size(); i-- > 0;) {
    auto fitted = fit_to_size(fit, later, limit_of(sizes[i]), stop);
    if (!fitted) return false;
    take(i, std::move(*fitted));
  }
  return true;
}

}  // namespace asrg
