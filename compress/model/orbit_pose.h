#pragma once

#include <glm/glm.hpp>

namespace asrg {

/// Where an orbiting camera stands: plain numbers, to be saved, compared and blended.
struct OrbitPose {
  glm::vec3 pivot{0.0f};   ///< world; what the camera looks at
  float azimuth = 0;       ///< radians about `up`, see AzimuthAxes
  float elevation = 0.4f;  ///< radians above the plane at right angles to `up`
  float distance = 1;      ///< from the pivot, world units
};

}  // namespace asrg
