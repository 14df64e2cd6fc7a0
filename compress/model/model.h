#pragma once

#include "cuda/core/channels.h"
#include "cuda/grid/topology.h"
#include "cuda/render/background.h"
#include "cuda/render/shader.h"

#include <nlohmann/json.hpp>

#include <array>
#include <vector>

namespace asrg {

/// The quantisation of the residuals: residual = offset + step * symbol, with symbols -127..127. Only level 0 has an offset.
struct QuantisationSteps {
  std::array<Channels, Lattice::max_levels> step{};  ///< per level, per channel; > 0
  Channels offset{};                                 ///< level 0, per channel
};
constexpr int max_symbol = 127;

/// A fitted object: all that an .asrg file holds.
struct Model {
  Topology topology;
  std::vector<Channels> residuals;  ///< per corner, in the topology's order; on level 0 the value itself
  QuantisationSteps quantisation;
  ShaderWeights shader{};
  BackgroundKind background = BackgroundKind::white;
  std::vector<glm::vec3> environment;                    ///< EnvironmentSize::texels colours where background is environment, else empty
  nlohmann::json provenance = nlohmann::json::object();  ///< tool version, settings, data set name, training views
};

}  // namespace asrg
