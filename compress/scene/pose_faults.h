#pragma once

#include "compress/scene/listing.h"

#include <span>
#include <string>

namespace asrg {

/// What is probably wrong with a data set's poses: the cameras do not look at a common point, but would if their axes followed another
/// program's convention or their matrices were inverted.
/// @param views of which `position` and `camera.rotation` are used, not `camera.position`
/// @return a sentence; empty where nothing seems wrong
std::string likely_pose_fault(std::span<const PosedImage> views);

}  // namespace asrg
