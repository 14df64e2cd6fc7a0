#pragma once

#include "cuda/grid/device_topology.h"

#include <vector>

namespace asrg {

// How a fit changes its topology. Bricks stay in the device's memory, in canonical order; `topology` is the present one. Those that come out
// may be empty where it says so: see without_empty.

/// The topology's bricks, one for one, without the cells whose compositing weight stayed below `threshold` on every training ray (as in
/// HrSRG and SVRaster). A brick may end up empty.
/// @param weight of each active cell, in the device's memory
Buffer<Brick> prune_cells(Device& device, const DeviceTopology& topology, const float* weight, float threshold);

/// Which bricks to split: those that together hold `share` of the photometric error of all bricks that can be split, worst first by error
/// per cell, as long as no more than `max_cells` cells come of it. A brick on which little error falls stays coarse.
/// @param error of each active cell, in the device's memory
/// @return 0 or 1 a brick
std::vector<std::uint8_t> choose_splits(Device& device, const DeviceTopology& topology, const float* error, float share,
                                        std::int64_t max_cells);

/// Splits bricks as split_bricks does, without the child cells that are nearly empty space: whose opacity over their own width stays
/// below `least_opacity`. Bricks may be empty.
/// @param bricks the topology's, one for one, perhaps without some of their cells
/// @param values flattened channels, one a corner of the topology, in the device's memory
Buffer<Brick> split_occupied(Device& device, const DeviceTopology& topology, const Buffer<Brick>& bricks,
                             const std::vector<std::uint8_t>& split, const Channels* values, float least_opacity);

/// Merges siblings whose own corners hold next to nothing: where the mean over the bricks' own corners of the squared, scaled residuals
/// stays below 1. Bricks may be empty.
/// @param residuals one a corner, in the device's memory
/// @param scale per channel: residuals are divided by it
Buffer<Brick> merge_flat_bricks(Device& device, const DeviceTopology& topology, const Channels* residuals, const Channels& scale);

/// The bricks that have cells, in their order.
Buffer<Brick> without_empty(Device& device, const Buffer<Brick>& bricks);

}  // namespace asrg
