#pragma once

#include "compress/codec/deflate.h"
#include "compress/codec/problems.h"
#include "cuda/core/image.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// Bytes as the pixels of an 8-bit grey PNG, row after row; the last row is zero-padded. The PNG has no chunk that is not needed.
/// @param parts of the bytes that follow one another and have different statistics; together not empty
std::vector<std::uint8_t> write_atlas(std::span<const std::vector<std::uint8_t>> parts, Effort effort);

/// The largest PNG that is accepted for this many bytes of pixels: other programs may compress worse and add notes.
std::uint64_t most_png_bytes(std::uint64_t values);

/// Reads an atlas back. Safe on untrusted input: size and kind are checked before pixels are decoded.
/// @param name of the PNG, for problems
/// @param count of bytes that it should hold
/// @throws ProblemError
std::vector<std::uint8_t> read_atlas(std::span<const std::uint8_t> png, const std::string& name, std::size_t count, Problems& problems);

/// An 8-bit RGB image as PNG, and back.
std::vector<std::uint8_t> write_rgb_png(const ImageU8& image, Effort effort);
ImageU8 read_rgb_png(std::span<const std::uint8_t> png, const std::string& name, int width, int height);

}  // namespace asrg
