#pragma once

#include "compress/fit/run_fit.h"

#include <span>

namespace asrg {

/// How a sweep is run.
struct SweepOptions {
  RunOptions run;                         ///< the checkpoint is that of the fit as it stood before the second size
  FileOfModel file;                       ///< see SizeLimit, and so for the next two
  Effort effort = Effort::best;           //
  float pressure_floor = least_pressure;  //
};

/// Takes a size that is done.
/// @param size its place in the list
using TakeSize = std::function<void(std::size_t size, FittedFile file)>;

/// One fit, several sizes: runs the fit to the end of its schedule under the largest limit, and then, from the largest to the smallest, presses
/// it further, prunes, merges and refines it until it fits. Where a size is for coarser cells than the one before (see Fit::lattice_of_size), it begins with
/// the largest on those cells, and the last part of the schedule is run again.
/// @param sizes limits in bytes, ascending, one at least
/// @return false: stopped; sizes that are done by then have been taken
bool fit_sizes(Fit& fit, std::span<const std::int64_t> sizes, const SweepOptions& options, const TakeSize& take,
               const std::atomic<bool>& stop);

}  // namespace asrg
