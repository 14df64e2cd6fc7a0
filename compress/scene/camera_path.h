#pragma once

#include "cuda/camera/camera.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace asrg {

/// Reads cameras to draw from, without any photos: a NeRF-style JSON file (NeRF-synthetic, instant-ngp, nerfstudio) with `frames[]`. Intrinsics
/// and poses are read as those of a data set (see frame_camera.h).
/// @param size of the pictures; the file's cameras are scaled to its width and centred. None: w and h of the file
/// @param fallback the size where neither `size` nor the file states one
/// @param origin_offset what was subtracted from the data set's positions (see Scene::origin_offset), world units
/// @throws Error (io) naming the file, the frame and what is wrong with it; Error (unsupported) for a lens that cannot be drawn
std::vector<Camera> read_camera_path(const std::filesystem::path& path, std::optional<glm::ivec2> size, glm::ivec2 fallback,
                                     glm::dvec3 origin_offset = glm::dvec3(0));

}  // namespace asrg
