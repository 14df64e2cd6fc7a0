#pragma once

#include "compress/model/model.h"
#include "cuda/grid/hierarchy.h"

namespace asrg {

/// Quantisation steps for these residuals: `base` at the finest level, finer by sqrt(2) a level towards the root (a coarse residual reaches
/// further), and widened where a level's range would not fit into symbols of 8 bits.
/// @param level_begin see Topology
ResidualSteps residual_steps(std::span<const std::int32_t> level_begin, const std::vector<Channels>& residuals, const Channels& base);

/// Rounds residuals to multiples of the steps, as saving would.
void round_residuals(const Topology& topology, const QuantisationSteps& steps, std::vector<Channels>& residuals);

}  // namespace asrg
