#pragma once

#include "cuda/grid/device_topology.h"

#include <vector>

namespace asrg {

// How a fit changes its topology. Bricks stay in the device's memory, in canonical order; `topology` is the present one. Where it says so, some of the
// returned bricks may be empty: see without_empty.

/// The topology's bricks, one for one, without the cells whose largest compositing weight on any training ray is below `threshold` (as in HrSRG and
/// SVRaster). Bricks may be empty.
/// @param weight one per active cell, in the device's memory
Buffer<Brick> prune_cells(Device& device, const DeviceTopology& topology, const float* weight, float threshold);

/// Which bricks to split: those with the largest error per cell, until they hold `share` (0..1) of the photometric error of all bricks that can be split,
/// or their children would have more than `max_cells` cells.
/// @param error one per active cell, in the device's memory
/// @return 0 or 1 per brick
std::vector<std::uint8_t> choose_splits(Device& device, const DeviceTopology& topology, const float* error, float share,
                                        std::int64_t max_cells);

/// Splits bricks as split_bricks does, without the child cells that are nearly empty: those whose opacity over a length of their own width is
/// below `least_opacity`. Bricks may be empty.
/// @param bricks the topology's, one for one, of which some cells may have been removed
/// @param values flattened channels, one per corner of the topology, in the device's memory
Buffer<Brick> split_occupied(Device& device, const DeviceTopology& topology, const Buffer<Brick>& bricks,
                             const std::vector<std::uint8_t>& split, const Channels* values, float least_opacity);

/// Replaces siblings by their parent where their residuals are small: where the sum over channels of (residual / scale)^2, averaged over the corners of
/// the siblings' own level, is below 1. Bricks may be empty.
/// @param residuals one per corner, in the device's memory
/// @param scale per channel
Buffer<Brick> merge_flat_bricks(Device& device, const DeviceTopology& topology, const Channels* residuals, const Channels& scale);

/// The bricks that have cells, in their order.
Buffer<Brick> without_empty(Device& device, const Buffer<Brick>& bricks);

}  // namespace asrg
