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

/// Decodes a WebP (of an animation, the first picture there is none: it is an error) to RGBA with straight alpha. Colour profiles are ignored.
/// Safe on untrusted input as far as libwebp is.
/// @param name what to call the data in an error, e.g. its path
/// @throws Error (io): damaged, truncated, animated, or beyond `limits`.
ImageU8 decode_webp(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits = {});

/// What a WebP says before its pixels. @throws Error (io) as `decode_webp`
struct WebpHeader {
  glm::ivec2 size{0};   ///< pixels, as they are stored
  int orientation = 0;  ///< as `exif_orientation`
  bool alpha = false;   ///< each pixel has alpha of its own
};
WebpHeader read_webp_header(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace asrg
