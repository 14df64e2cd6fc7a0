#pragma once

#include "cuda/camera/camera.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace asrg {

/// Reads cameras to draw from, without any photos: a NeRF-style JSON file (NeRF-synthetic, instant-ngp, nerfstudio) with `frames[]`, each
/// with a `transform_matrix` (camera-to-world, OpenGL axes). `camera_angle_x` or `fl_x` (and where given fl_y, cx, cy, w, h, k1, k2, k3, p1,
/// p2) are those of a frame, else of the whole file.
/// @param size of the pictures; what the file's cameras see is scaled to its width, and centred. None: w and h of the file
/// @param fallback the size where neither says one
/// @throws Error (io) naming the file, the frame and what is wrong with it
std::vector<Camera> read_camera_path(const std::filesystem::path& path, std::optional<glm::ivec2> size, glm::ivec2 fallback);

}  // namespace asrg
