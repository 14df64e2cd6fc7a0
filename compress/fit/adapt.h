#pragma once

#include "cuda/fit/fit_engine.h"

namespace asrg {

/// The topology's bricks, in its order, without the cells whose compositing weight stayed below `threshold` on every training ray (as in
/// HrSRG and SVRaster). A brick may end up empty.
std::vector<Brick> prune_cells(const Topology& topology, const CellStatistics& statistics, float threshold);

/// Which bricks to split: those that together hold `share` of the photometric error of all bricks that can be split, worst first by error
/// per cell, as long as no more than `max_cells` cells come of it. A brick on which little error falls stays coarse.
std::vector<std::uint8_t> choose_splits(const Topology& topology, const CellStatistics& statistics, float share, std::int64_t max_cells);

/// Splits bricks as split_bricks does, without the child cells that are nearly empty space: whose opacity over their own width stays
/// below `least_opacity`.
/// @param bricks the topology's, in its order, perhaps without some of their cells
/// @param values flattened channels, one a corner of the topology
std::vector<Brick> split_occupied(const Topology& topology, std::span<const Brick> bricks, std::span<const std::uint8_t> split,
                                  std::span<const Channels> values, float least_opacity);

/// Merges siblings whose own corners hold next to nothing: where the mean over the brick's own corners of the squared, scaled residuals
/// stays below 1.
/// @param scale per channel: residuals are divided by it
std::vector<Brick> merge_flat_bricks(const Topology& topology, const std::vector<Channels>& residuals, const Channels& scale);

}  // namespace asrg
