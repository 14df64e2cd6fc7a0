#pragma once

#include <glm/glm.hpp>

namespace asrg {

/// The pose of a camera that orbits a point, as numbers that can be saved, compared and interpolated.
struct OrbitPose {
  glm::vec3 pivot{0.0f};   ///< the point that the camera looks at, world space
  float azimuth = 0;       ///< radians about `up`, see AzimuthAxes
  float elevation = 0.4f;  ///< radians above the plane perpendicular to `up`
  float distance = 1;      ///< from the pivot, world units
};

}  // namespace asrg
