#pragma once

#include "compress/scene/listing.h"

#include <span>
#include <string>

namespace asrg {

/// What is probably wrong with a data set's poses: where the cameras as they stand do not look at a common point, but would if their axes were
/// those of another program, or their matrices were inverted.
/// @param views whose position and camera.rotation count, not camera.position
/// @return a sentence; empty where nothing seems wrong
std::string likely_pose_fault(std::span<const PosedImage> views);

}  // namespace asrg
