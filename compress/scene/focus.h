#pragma once

#include "cuda/camera/camera.h"

#include <optional>
#include <span>

namespace asrg {

/// The point that the rays come closest to: minimises the sum of distances (by iteratively reweighted least squares, so
/// that a few rays that look elsewhere do not matter). Nothing where the rays are nearly parallel or most of them point
/// away from it.
std::optional<glm::vec3> find_focus(std::span<const Ray> rays);

}  // namespace asrg
