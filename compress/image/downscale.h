#pragma once

#include "cuda/core/image.h"

namespace asrg {

/// Reduces an RGBA image by the integer factor `n` with a box filter over n x n pixels: premultiplied alpha is averaged
/// and the mean is un-premultiplied again, so that the colour of transparent pixels does not bleed in. Sizes are floored:
/// up to n - 1 columns on the right and rows at the bottom are dropped. Fully transparent pixels become 0.
/// @throws Error (arguments) where n < 1 or the result would have no pixels.
ImageU8 downscale_area(const ImageU8& rgba, int n);

}  // namespace asrg
