#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <filesystem>

namespace asrg {

/// Reads a PNG, JPEG, WebP, HEIC, AVIF or TIFF as RGBA with straight alpha (255 where the file has none). The format is recognised by the file's
/// first bytes, not by its name.
/// @throws Error (io) naming the file: missing, no image, damaged, truncated, or larger than ImageLimits;
///         Error (unsupported) with a command to convert it: any other kind (image_kind.h), and WebP, HEIC and TIFF where the program was built
///         without their libraries.
ImageU8 read_image(const std::filesystem::path& path);

/// Width and height of such an image in pixels, without decoding it.
/// @throws Error as `read_image`, but damage is found in the header only.
glm::ivec2 read_image_size(const std::filesystem::path& path);

/// True where the file's first bytes are those of a JPEG.
/// @throws Error (io) where the file cannot be read.
bool is_jpeg_file(const std::filesystem::path& path);

/// The orientation (see `exif_orientation`) in the EXIF data of a JPEG or WebP, or in a TIFF's tag; 0 where there is none. A HEIC's pixels are upright
/// (heif.h). read_image() does not turn pixels: cameras are computed for them as they are stored.
/// @throws Error (io) naming the file: missing, or a JPEG whose header is damaged.
int image_orientation(const std::filesystem::path& path);

/// True where the image has an alpha channel, by its header.
/// @throws Error (io) where the file cannot be read.
bool has_alpha_channel(const std::filesystem::path& path);

/// True where the file is a PNG of at most 8 bits per channel.
/// @throws Error (io) where the file cannot be read.
bool is_8_bit_png(const std::filesystem::path& path);

/// True where the file's name has the extension of an image that is read, in upper or lower case.
bool has_image_extension(const std::filesystem::path& path);

/// True where the file's name has the extension of an image format that is not read, for instance .exr or .DNG.
bool has_foreign_image_extension(const std::filesystem::path& path);

}  // namespace asrg
