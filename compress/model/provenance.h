#pragma once

#include "cuda/grid/lattice.h"

#include <glm/glm.hpp>
#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace asrg {

/// What later commands want to know of it; everything may be missing.
struct Provenance {
  int downscale = 1;
  int holdout = 0;
  std::string tool, dataset;
  std::string mask_from_background = "off";
  std::vector<std::string> training_views;
  glm::dvec3 origin_offset{0};  ///< what was subtracted from the data set's positions, world units (see Scene::origin_offset)
  glm::vec3 up{0, 0, 1};        ///< unit length
  glm::vec3 target{0};
  std::optional<glm::vec3>
      front;                   ///< where the photographers stood, as seen from `target`, unit length; nothing where they went all around
  float distance = 0;          ///< of a typical camera from `target`, world units; 0: unknown
  float field_of_view = 0.7f;  ///< horizontal, radians
  glm::ivec2 size{800, 800};

  /// From how far a picture is to be drawn where nobody says: among surroundings a camera stands where the photographers stood, not behind a
  /// wall. World units; 0: so that the whole box is seen
  float viewing_distance(const Lattice& lattice) const { return lattice.surroundings ? distance : 0.0f; }
};

/// Safe on any JSON.
Provenance read_provenance(const nlohmann::json& json);

}  // namespace asrg
