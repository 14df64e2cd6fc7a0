#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <vector>

namespace asrg {

/// The pixels of a picture that another picture can be searched for: where brightness changes along both axes (J. Shi and C. Tomasi, "Good features to
/// track", CVPR 1994), the best of each block, unless there are none above the noise.
/// @param grey as brightness() gives it
/// @param block edge of a block, pixels
/// @param margin pixels along the picture's edges in which none are looked for; at least 3
std::vector<glm::ivec2> interest_points(const ImageF& grey, int block, int margin);

}  // namespace asrg
