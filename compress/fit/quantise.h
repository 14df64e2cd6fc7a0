#pragma once

#include "compress/model/model.h"
#include "cuda/grid/quantise.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// Quantisation steps for these residuals: `base` at the finest level, finer by sqrt(2) per coarser level (a residual of a coarse level changes
/// more space), and wider where a level's range would not fit into symbols of 8 bits.
/// @param level_begin see Topology
QuantisationSteps residual_steps(std::span<const std::int32_t> level_begin, const std::vector<Channels>& residuals, const Channels& base);

/// Sets symbols of +1 and -1 to 0 where the residual is smaller than `dead_zone` times the quantisation step (0.5: rounding to nearest, 1: all of
/// them): these take the most bytes for the little that they change. Density and level 0 are not changed.
/// @param residuals before quantisation, one per corner
void drop_small_symbols(Model& model, const std::vector<Channels>& residuals, float dead_zone);

}  // namespace asrg
