#pragma once

#include "compress/image/image_limits.h"
#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace asrg {

/// Was the program built with libwebp?
bool reads_webp();

/// Decodes a WebP that is no animation to RGBA with straight alpha. Colour profiles are ignored. Safe on untrusted input as far as libwebp is.
/// @param name of the data in error messages, for instance its path
/// @throws Error (io): damaged, truncated, animated, or beyond `limits`.
ImageU8 decode_webp(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits = {});

/// The header of a WebP file.
struct WebpHeader {
  glm::ivec2 size{0};   ///< pixels, as they are stored
  int orientation = 0;  ///< see `exif_orientation`
  bool alpha = false;   ///< does the picture have an alpha channel?
};
/// @throws Error (io) as `decode_webp`
WebpHeader read_webp_header(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace asrg
