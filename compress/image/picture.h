#pragma once

#include "cuda/core/image.h"

#include <vector>

namespace asrg {

/// 0..1 -> 0..255, rounded; the first `channels` channels.
ImageU8 to_8_bit(const ImageF& image, int channels);

/// A photo (RGBA, straight alpha) composed on a grey of brightness 0..1: RGB, 0..1.
ImageF compose(const ImageU8& rgba, float background);

/// RGB 8-bit -> 0..1.
ImageF to_float(const ImageU8& image);

/// Pictures of one height side by side.
ImageU8 side_by_side(const std::vector<ImageU8>& pictures);

/// The absolute difference of two RGB pictures as false colour: dark is equal, `full_scale` (0..255) and above is brightest.
ImageU8 error_picture(const ImageU8& a, const ImageU8& b, float full_scale);

}  // namespace asrg
