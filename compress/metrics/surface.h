#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

namespace asrg {

/// The surface on the ray through a pixel's centre.
struct SurfacePoint {
  glm::vec3 normal{0.0f};  ///< outward, world axes; of any length
  float depth = 0;         ///< distance from the camera's centre along the ray, world units
  float opacity = 0;       ///< 0..1; 0: there is no surface
};

/// The surface that a camera sees: an image of one channel.
using Surface = Image<SurfacePoint>;

}  // namespace asrg
