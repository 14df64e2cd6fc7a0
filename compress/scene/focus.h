#pragma once

#include "cuda/camera/camera.h"

#include <optional>
#include <span>

namespace asrg {

/// The point with the least sum of distances to the rays' lines, found by iteratively reweighted least squares, so that a few outliers do
/// not matter. Nothing where the rays are nearly parallel, or fewer than 80 % of them point towards it.
std::optional<glm::vec3> find_focus(std::span<const Ray> rays);

}  // namespace asrg
