#pragma once

#include <cstdint>
#include <vector>

namespace asrg::test {

/// A PNG of a kind that the product itself does not write.
struct PngKind {
  int colour_type = 0;  ///< PNG_COLOR_TYPE_*
  int bits = 8;         ///< a channel
  bool interlaced = false;
  std::vector<std::uint8_t> palette;        ///< RGB
  std::vector<std::uint8_t> palette_alpha;  ///< tRNS of a palette
  int transparent_grey = -1;                ///< tRNS of a grey image, in its bit depth
};

/// Encodes rows as libpng wants them (packed below 8 bits, big-endian at 16).
std::vector<std::uint8_t> encode_png_kind(int width, int height, const PngKind& kind, const std::vector<std::vector<std::uint8_t>>& rows);

/// Encodes interleaved 8-bit values of 1 (grey), 3 (RGB, stored as YCbCr) or 4 (CMYK) channels as JPEG.
std::vector<std::uint8_t> encode_jpeg(int width, int height, int channels, const std::vector<std::uint8_t>& values,
                                      bool progressive = false);

/// The content of a JPEG's APP1 segment (without marker and length) with an orientation and one more entry before it.
std::vector<std::uint8_t> exif_segment(int orientation, bool big_endian);

}  // namespace asrg::test
