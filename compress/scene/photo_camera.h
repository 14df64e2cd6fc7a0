#pragma once

#include "cuda/camera/camera.h"

#include <filesystem>
#include <string>

namespace asrg {

/// As `scaled_to` (checked_camera.h), for a photo's file. Where the camera is for the upright photo but the file is stored turned by 90
/// degrees (EXIF orientation), the error says so.
/// @throws Error (io) where the two shapes differ
Camera scaled_to_photo(const Camera& camera, glm::ivec2 size, const std::filesystem::path& photo, const std::string& where);

}  // namespace asrg
