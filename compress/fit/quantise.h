#pragma once

#include "cuda/grid/quantise.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// Quantisation steps for these residuals: `base` at the finest level, finer by sqrt(2) a level towards the root (a coarse residual reaches
/// further), and widened where a level's range would not fit into symbols of 8 bits.
/// @param level_begin see Topology
QuantisationSteps residual_steps(std::span<const std::int32_t> level_begin, const std::vector<Channels>& residuals, const Channels& base);

}  // namespace asrg
