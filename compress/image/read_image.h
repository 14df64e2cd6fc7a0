#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <filesystem>

namespace asrg {

/// Reads a PNG, JPEG, WebP, HEIC, AVIF or TIFF as RGBA with straight alpha (255 where the file has none). The format is told from the file's
/// first bytes, not from its name.
/// @throws Error (io) naming the file: missing, no image, damaged, truncated, or above 32768 pixels a side;
///         Error (unsupported) with the way to convert it: any other kind (image_kind.h), and WebP, HEIC and TIFF where the program was built
///         without their libraries.
ImageU8 read_image(const std::filesystem::path& path);

/// Width and height of such an image in pixels, without decoding it.
/// @throws Error as `read_image`, but of damage only what comes before the pixels.
glm::ivec2 read_image_size(const std::filesystem::path& path);

/// True where the file's first bytes are those of a JPEG.
/// @throws Error (io) where the file cannot be read.
bool is_jpeg_file(const std::filesystem::path& path);

/// How the photo is to be turned before it is shown, from the EXIF data of a JPEG or WebP (exif.h), or
/// a TIFF's tag; 0 where the file does not say. A HEIC's pixels are upright (heif.h). Pixels are
/// never turned here: cameras are computed for them as they are stored.
/// @throws Error (io) naming the file: missing, or a JPEG that is damaged before the pixels.
int image_orientation(const std::filesystem::path& path);

/// True where the file says before its pixels that each of them has alpha of its own.
/// @throws Error (io) where the file cannot be read.
bool has_alpha_channel(const std::filesystem::path& path);

/// True where the file is a PNG of at most 8 bits a channel.
/// @throws Error (io) where the file cannot be read.
bool is_8_bit_png(const std::filesystem::path& path);

/// True where the file's name ends like that of an image that is read, in upper or lower case.
bool has_image_extension(const std::filesystem::path& path);

/// True where the file's name ends like that of an image of a format that is not read, e.g. .exr or .DNG.
bool has_foreign_image_extension(const std::filesystem::path& path);

}  // namespace asrg
