#pragma once

#include "cuda/core/image.h"

namespace asrg {

/// Mean structural similarity of the first three channels of two images of one size, values 0..1, at least 11x11 pixels.
/// Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to structural similarity", IEEE TIP 2004:
/// Gaussian window 11x11, sigma 1.5, K1 = 0.01, K2 = 0.03, population covariance, windows that lie wholly within the image.
/// @throws Error (arguments) where the sizes differ or are too small, or there are fewer than three channels
double ssim(const ImageF& a, const ImageF& b);

}  // namespace asrg
