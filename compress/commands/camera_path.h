#pragma once

#include "cuda/camera/camera.h"

#include <filesystem>
#include <vector>

namespace asrg {

/// Reads cameras to draw from, without any photos: `camera_angle_x` (or `fl_x`) and `frames[].transform_matrix` of a NeRF-style JSON file
/// (camera-to-world, OpenGL axes). The principal point is the centre of a picture of `size`.
/// @throws Error (io) naming the file and what is wrong with it
std::vector<Camera> read_camera_path(const std::filesystem::path& path, glm::ivec2 size);

}  // namespace asrg
