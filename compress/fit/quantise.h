#pragma once

#include "compress/model/model.h"
#include "cuda/grid/quantise.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// Quantisation steps for these residuals: `base` at the finest level, finer by sqrt(2) a level towards the root (a coarse residual reaches
/// further), and widened where a level's range would not fit into symbols of 8 bits.
/// @param level_begin see Topology
QuantisationSteps residual_steps(std::span<const std::int32_t> level_begin, const std::vector<Channels>& residuals, const Channels& base);

/// Makes symbols of +1 and -1 0 where the residual is smaller than `dead_zone` of a quantisation step (0.5 is rounding as usual, 1 drops them all):
/// they cost the most bytes for what they change. Density and level 0 stay as they are.
/// @param residuals that the model's symbols were rounded from, one a corner
void drop_small_symbols(Model& model, const std::vector<Channels>& residuals, float dead_zone);

}  // namespace asrg
