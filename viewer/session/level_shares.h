#pragma once

#include "compress/model/model.h"

#include <vector>

namespace asrg {

/// The share of one level of the grid in the cells of an object.
struct LevelShare {
  int level = 0;
  float cell = 0;       ///< edge of its cells, world units
  float of_edge = 1;    ///< cells along the box's longest edge
  double share = 0;     ///< of the leaf cells in the object's box, 0..1
  glm::vec3 colour{0};  ///< see level_colour
};

/// One entry per level, coarsest first. Surroundings are left out, since their cells differ in size within a level.
std::vector<LevelShare> level_shares(const Topology& topology);

}  // namespace asrg
