#pragma once

#include "compress/model/found_lens.h"
#include "cuda/grid/lattice.h"

#include <glm/glm.hpp>
#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace asrg {

/// What later commands use of a model's provenance. Any part of the JSON may be missing; then the defaults below hold.
struct Provenance {
  int downscale = 1;
  int holdout = 0;
  std::string tool, dataset;
  std::string mask_from_background = "off";
  std::vector<std::string> training_views;
  std::vector<FoundLens> lenses;  ///< of the data set's cameras, that the fit found not to be as stated
  glm::dvec3 origin_offset{0};    ///< what was subtracted from the data set's positions, world units (see Scene::origin_offset)
  glm::vec3 up{0, 0, 1};          ///< unit length
  glm::vec3 target{0};
  std::optional<glm::vec3> front;  ///< unit vector from `target` towards the cameras; nothing where they were all around
  float distance = 0;              ///< of a typical camera from `target`, world units; 0: unknown
  float field_of_view = 0.7f;      ///< horizontal, radians
  glm::ivec2 size{800, 800};

  /// A camera of the data set with the lens that the fit found.
  Camera with_found_lens(const Camera& stated) const { return change_of(stated, lenses).of(stated); }

  /// The camera's distance where the user gives none, world units; 0: far enough to see the whole box. With surroundings it is the photos'
  /// distance, since farther out a wall may be in the way.
  float viewing_distance(const Lattice& lattice) const { return lattice.surroundings ? distance : 0.0f; }
};

/// Values that are missing, of the wrong type or out of range are skipped: safe on any JSON.
Provenance read_provenance(const nlohmann::json& json);

}  // namespace asrg
