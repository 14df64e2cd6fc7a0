#pragma once

#include "compress/io/json_value.h"
#include "cuda/grid/quantise.h"
#include "cuda/grid/topology.h"
#include "cuda/render/background.h"
#include "cuda/render/highlights.h"
#include "cuda/render/sample_distance.h"
#include "cuda/render/shader.h"

#include <cstdint>
#include <vector>

namespace asrg {

/// The quantised residuals of one corner, -max_symbol..max_symbol, in the order of Channels.
struct SymbolChannels {
  std::int8_t v[Channels::count]{};

  bool operator==(const SymbolChannels&) const = default;
};

/// See Model::supersample.
constexpr int most_supersample = 16;

/// See Model::sample_distance.
constexpr float least_sample_distance = 0.1f, most_sample_distance = 8;

/// A fitted object: everything that an .asrg file holds.
struct Model {
  Topology topology;
  std::vector<SymbolChannels> symbols;  ///< per corner, in the topology's order; 0 at hanging corners. See residuals_of()
  QuantisationSteps quantisation;
  ShaderWeights shader{};
  BackgroundKind background = BackgroundKind::white;
  /// s: a pixel of the photos is the mean of s x s rays, in the fit and when the model is judged.
  int supersample = 1;
  float sample_distance = default_sample_distance;  ///< between samples along rays, in cells of the leaf's own level
  std::vector<glm::vec3> environment;               ///< EnvironmentSize::texels colours where background is environment, else empty
  std::vector<glm::vec4> highlights;                ///< HighlightMap::count vectors, or none
  float highlight_step = 0;                         ///< quantisation step of the highlights; 0 where there are none
  JsonValue provenance;                             ///< tool version, settings, data set name, training views
};

}  // namespace asrg
