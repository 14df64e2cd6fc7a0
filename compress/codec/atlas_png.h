#pragma once

#include "compress/codec/deflate.h"
#include "compress/codec/problems.h"
#include "cuda/core/image.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// An atlas: bytes as the pixels of an 8-bit grey PNG, row after row; the last row is zero-padded. The PNG has no chunks that are not needed.
/// @param parts consecutive parts of the bytes, which have different statistics; together not empty
std::vector<std::uint8_t> write_atlas(std::span<const std::vector<std::uint8_t>> parts, Effort effort);

/// Size of the largest PNG file that is accepted for this many bytes of pixels: other programs may compress worse, and add text chunks.
std::uint64_t most_png_bytes(std::uint64_t values);

/// Reads an atlas back. Safe on untrusted input: size and kind are checked before pixels are decoded.
/// @param name of the PNG, for error messages
/// @param count number of bytes that it should hold
/// @throws ProblemError
std::vector<std::uint8_t> read_atlas(std::span<const std::uint8_t> png, const std::string& name, std::size_t count, Problems& problems);

/// An 8-bit RGB image as PNG, and back.
std::vector<std::uint8_t> write_rgb_png(const ImageU8& image, Effort effort);
ImageU8 read_rgb_png(std::span<const std::uint8_t> png, const std::string& name, int width, int height);

}  // namespace asrg
