#pragma once

#include "compress/model/model.h"

#include <vector>

namespace asrg {

/// What one level of the grid contributes to an object.
struct LevelShare {
  int level = 0;
  float cell = 0;       ///< edge of its cells, world units
  float of_edge = 1;    ///< cells along the box's longest edge
  double share = 0;     ///< of the leaf cells in the object's box, 0..1
  glm::vec3 colour{0};  ///< see level_colour
};

/// One entry a level, coarsest first. Surroundings are left out: their cells have no one size.
std::vector<LevelShare> level_shares(const Topology& topology);

}  // namespace asrg
