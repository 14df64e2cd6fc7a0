#pragma once

#include "cuda/camera/camera.h"

#include <span>
#include <vector>

namespace asrg {

/// The photos in which what one photo shows is searched for: they look the same way, from places far enough apart to tell distances and near enough for
/// surfaces to look alike.
/// @param cameras of all photos
/// @param view index of the one
/// @param distance of what it shows, world units
/// @return indices of at most four others, the best first
std::vector<int> stereo_partners(std::span<const Camera> cameras, int view, float distance);

}  // namespace asrg
