#pragma once

#include "compress/codec/deflate.h"
#include "compress/codec/problems.h"
#include "cuda/core/image.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// Sections of bytes in the pixels of one 8-bit grey PNG: each section begins on a new row, and its last row is zero-padded.
/// Empty sections take no rows.
/// @return the PNG, without any chunk that is not needed
/// @param width pixels a row
std::vector<std::uint8_t> write_atlas(std::span<const std::vector<std::uint8_t>> sections, int width, Effort effort);

/// The width of an atlas that costs least: few rows, as each has a filter byte, and little padding.
int atlas_width(std::span<const std::vector<std::uint8_t>> sections);

/// Reads an atlas back. Safe on untrusted input: size and kind are checked before pixels are decoded.
/// @param name of the PNG, for problems
/// @param lengths of the sections
/// @throws ProblemError
std::vector<std::vector<std::uint8_t>> read_atlas(std::span<const std::uint8_t> png, const std::string& name,
                                                  std::span<const std::size_t> lengths, Problems& problems);

/// An 8-bit RGB image as PNG, and back.
std::vector<std::uint8_t> write_rgb_png(const ImageU8& image, Effort effort);
ImageU8 read_rgb_png(std::span<const std::uint8_t> png, const std::string& name, int width, int height);

}  // namespace asrg
