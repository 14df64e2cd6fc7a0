#pragma once

#include "cuda/camera/camera.h"

#include <cmath>

namespace asrg {

/// What makes of a camera's stated lens the right one.
struct LensChange {
  float log_focal = 0;     ///< both focal lengths are exp(log_focal) times as long
  glm::vec2 centre{0.0f};  ///< shift of the principal point, in stated focal lengths
  float radial = 0;        ///< added to Camera::k1

  bool operator==(const LensChange&) const = default;

  /// The camera with this change of its lens.
  ASRG_HD Camera of(Camera camera) const {
    camera.principal_point += centre * camera.focal;
    camera.focal *= expf(log_focal);
    camera.k1 += radial;
    return camera;
  }

  /// An upper bound of how far the change moves what a camera's picture shows half-way between its middle and its corners, pixels.
  float pixels(const Camera& camera) const {
    const float r = 0.25f * glm::length(glm::vec2(camera.size) / camera.focal);
    return glm::length(camera.focal) * 0.70710678f * (std::abs(log_focal) * r + glm::length(centre) + std::abs(radial) * r * r * r);
  }
};
static_assert(sizeof(LensChange) == 4 * sizeof(float));

}  // namespace asrg
