#pragma once

#include "cuda/core/image.h"

#include <cstdint>
#include <vector>

namespace asrg {

/// Encodes an image of 3 channels (RGB) as a baseline JPEG.
/// @param quality libjpeg's, 1 to 100
/// @throws Error (runtime) where the image is empty or not RGB, or memory is short
std::vector<std::uint8_t> encode_jpeg(const ImageU8& image, int quality);

}  // namespace asrg
