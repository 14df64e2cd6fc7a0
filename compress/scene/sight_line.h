#pragma once

#include <glm/glm.hpp>

namespace asrg {

/// From a photo's camera to a point on the surface that it shows there. Space between them is empty.
struct SightLine {
  int view;         ///< index of the photo
  glm::vec3 point;  ///< world
};

}  // namespace asrg
