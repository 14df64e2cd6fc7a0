#pragma once

#include "compress/model/provenance.h"
#include "cuda/camera/camera.h"

#include <vector>

namespace asrg {

/// Two axes at right angles to a unit vector and each other: where azimuths are counted from, and a quarter turn on.
struct AzimuthAxes {
  glm::vec3 e1, e2;

  float azimuth_of(glm::vec3 direction) const;
};
AzimuthAxes azimuth_axes(glm::vec3 up);

/// Cameras on a circle about the object, looking at its centre; the first on the side that was photographed, where there is one.
/// @param elevation degrees above the plane through the centre at right angles to `provenance.up`
/// @param distance world units; 0: the typical distance of the photos, or far enough to see the whole box
std::vector<Camera> orbit(const Box& box, const Provenance& provenance, int count, glm::ivec2 size, float elevation, float distance);

}  // namespace asrg
