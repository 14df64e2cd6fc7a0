#pragma once

#include "cuda/core/image.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace asrg::test {

/// A lossless WebP of an RGBA image; empty where the library is not installed.
std::vector<std::uint8_t> encode_webp(const ImageU8& rgba);

/// A HEIC (or AVIF) of an RGBA image's colours; empty where libheif is not installed or has no such encoder.
std::vector<std::uint8_t> encode_heif(const ImageU8& rgba, bool avif);

enum class TiffCompression { none, lzw, deflate };

/// Writes an RGBA image's first `channels` channels (1: its green as grey); does nothing where libtiff is not installed.
/// @param bits 8, 16, or 32 (floating point) a channel
/// @param orientation the tag; 0: none
void write_tiff(const std::filesystem::path& path, const ImageU8& rgba, int channels, int bits, TiffCompression compression,
                int orientation = 0);

}  // namespace asrg::test
