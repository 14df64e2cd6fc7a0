#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

namespace asrg {

/// What the ray through a pixel's centre meets.
struct SurfacePoint {
  glm::vec3 normal{0.0f};  ///< outward, world axes; of any length
  float depth = 0;         ///< from the camera's centre along the ray, world units
  float opacity = 0;       ///< 0..1; 0: it meets nothing
};

/// What a camera sees: one channel.
using Surface = Image<SurfacePoint>;

}  // namespace asrg
