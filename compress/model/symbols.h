#pragma once

#include "compress/model/model.h"

#include <span>
#include <vector>

namespace asrg {

/// The symbols nearest to residuals; 0 at hanging corners.
/// @param residuals one per corner
/// @throws Error (runtime) where there are not as many residuals as corners, one is not finite, or a step is not positive
std::vector<SymbolChannels> symbols_of(const Topology& topology, const QuantisationSteps& quantisation,
                                       std::span<const Channels> residuals);

/// The quantisation step with which the largest magnitude in a map of highlights becomes the largest symbol; 0 where all are 0.
float highlight_step(std::span<const glm::vec4> map);

/// The dequantised symbols of a model's corners: residuals, on level 0 the values themselves; 0 at hanging corners. Renderers draw these.
std::vector<Channels> residuals_of(const Model& model);

}  // namespace asrg
