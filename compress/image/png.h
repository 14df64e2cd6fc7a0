#pragma once

#include "compress/image/image_limits.h"
#include "cuda/core/image.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// Decodes a PNG of any kind to 8 bits per channel: 1 channel grey, 2 grey + alpha, 3 RGB, 4 RGBA. A palette becomes RGB, a
/// transparent colour (tRNS) becomes alpha, 16 bits are rounded to 8. Gamma and colour profiles are ignored. Safe on untrusted input.
/// @param name of the data in error messages, for instance its path
/// @throws Error (io): not a PNG, damaged, truncated, or beyond `limits`.
ImageU8 decode_png(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits = {});

/// Decodes a grey PNG of 16 bits without conversion: for numbers such as distances, for which 8 bits are too few.
/// @throws Error (io) as `decode_png`, and for a PNG of any other kind.
Image<std::uint16_t> decode_grey_png_16(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits = {});

/// Encodes an image of 1 (grey), 2 (grey + alpha), 3 (RGB) or 4 (RGBA) channels as an 8-bit PNG without any metadata:
/// equal images give equal bytes.
/// @param compression zlib's level, 0 (none) to 9 (smallest)
/// @throws Error (runtime) where the image is empty or its sizes and channels are not those of its pixels.
std::vector<std::uint8_t> encode_png(const ImageU8& image, int compression = 6);

/// Writes `encode_png(image)` to a file, wholly or not at all.
/// @throws Error (io) naming the file.
void write_png(const std::filesystem::path& path, const ImageU8& image);

}  // namespace asrg
