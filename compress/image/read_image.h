#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <filesystem>

namespace asrg {

/// Reads a PNG or JPEG as RGBA with straight alpha (255 where the file has none). The format is told from the file's
/// first bytes, not from its name.
/// @throws Error (io) naming the file: missing, no image, damaged, truncated, or above 32768 pixels a side;
///         Error (unsupported) with the way to convert it: a JPEG with CMYK colours, WebP, HEIC, TIFF and others (image_kind.h).
ImageU8 read_image(const std::filesystem::path& path);

/// Width and height of a PNG or JPEG in pixels, from its header alone.
/// @throws Error as `read_image`, but of damage only what comes before the pixels.
glm::ivec2 read_image_size(const std::filesystem::path& path);

/// True where the file's first bytes are those of a JPEG.
/// @throws Error (io) where the file cannot be read.
bool is_jpeg_file(const std::filesystem::path& path);

/// How the photo is to be turned before it is shown, from a JPEG's EXIF data (exif.h); 0 where the file does not say. Pixels are
/// never turned here: cameras are computed for them as they are stored.
/// @throws Error (io) naming the file: missing, or a JPEG that is damaged before the pixels.
int image_orientation(const std::filesystem::path& path);

/// True where the file is a PNG whose header says that each pixel has alpha of its own.
/// @throws Error (io) where the file cannot be read.
bool has_alpha_channel(const std::filesystem::path& path);

/// True where the file's name ends like that of a PNG or JPEG image, in upper or lower case.
bool has_image_extension(const std::filesystem::path& path);

/// True where the file's name ends like that of an image of a format that is not read, e.g. .webp or .HEIC.
bool has_foreign_image_extension(const std::filesystem::path& path);

}  // namespace asrg
