#pragma once

#include "compress/model/provenance.h"
#include "cuda/camera/camera.h"

#include <vector>

namespace asrg {

/// Unit axes perpendicular to each other: up, and the directions of azimuth 0 and azimuth 90 degrees about it.
struct AzimuthAxes {
  glm::vec3 e1, e2, up;

  /// Radians.
  float azimuth_of(glm::vec3 direction) const;
  /// The unit vector with that azimuth and elevation, radians.
  glm::vec3 direction(float azimuth, float elevation) const;
};
/// @param up unit length
AzimuthAxes azimuth_axes(glm::vec3 up);

/// Evenly spaced cameras on a circle about the object, looking at its centre; the first one in the direction of `provenance.front`.
/// @param elevation degrees above the plane through the centre perpendicular to `provenance.up`
/// @param distance world units; 0: the typical distance of the photos, or far enough to see the whole box
std::vector<Camera> orbit(const Box& box, const Provenance& provenance, int count, glm::ivec2 size, float elevation, float distance);

}  // namespace asrg
