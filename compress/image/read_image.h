#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <filesystem>

namespace asrg {

/// Reads a PNG or JPEG as RGBA with straight alpha (255 where the file has none). The format is told from the file's
/// first bytes, not from its name.
/// @throws Error (io) naming the file: missing, neither PNG nor JPEG, damaged, truncated, or above 32768 pixels a side;
///         Error (unsupported): a JPEG with CMYK colours.
ImageU8 read_image(const std::filesystem::path& path);

/// Width and height of a PNG or JPEG in pixels, from its header alone.
/// @throws Error (io) naming the file: missing, neither PNG nor JPEG, or damaged before the sizes.
glm::ivec2 read_image_size(const std::filesystem::path& path);

/// True where the file's first bytes are those of a JPEG.
/// @throws Error (io) where the file cannot be read.
bool is_jpeg_file(const std::filesystem::path& path);

/// True where the file's name ends like that of a PNG or JPEG image, in upper or lower case.
bool has_image_extension(const std::filesystem::path& path);

}  // namespace asrg
