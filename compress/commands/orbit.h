#pragma once

#include "compress/commands/provenance.h"
#include "cuda/camera/camera.h"

#include <vector>

namespace asrg {

/// Cameras on a circle about the object, looking at its centre.
/// @param elevation degrees above the plane through the centre at right angles to `provenance.up`
/// @param distance world units; 0: the typical distance of the photos, or far enough to see the whole box
std::vector<Camera> orbit(const Box& box, const Provenance& provenance, int count, glm::ivec2 size, float elevation, float distance);

}  // namespace asrg
