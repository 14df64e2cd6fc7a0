#pragma once

#include "cuda/core/image.h"

#include <cstdint>
#include <vector>

namespace asrg {

/// Encodes a picture as JPEG without chroma subsampling (4:4:4): for reports and pages, where a PNG would be several times as large.
/// @param image RGB, 1 to 65535 pixels along each edge
/// @param quality 1..100
/// @throws Error (runtime) where image or quality are outside of these ranges
std::vector<std::uint8_t> encode_jpeg(const ImageU8& image, int quality);

}  // namespace asrg
