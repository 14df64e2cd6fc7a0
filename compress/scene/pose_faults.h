#pragma once

#include "cuda/camera/camera.h"

#include <span>
#include <string>

namespace asrg {

/// What is probably wrong with a data set's poses: where the cameras as they stand do not look at a common point, but would if their axes were
/// those of another program, or their matrices were inverted.
/// @return a sentence; empty where nothing seems wrong
std::string likely_pose_fault(std::span<const Camera> cameras);

}  // namespace asrg
