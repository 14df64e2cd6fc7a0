#pragma once

#include "cuda/core/image.h"

namespace asrg {

/// Edge of the window of `ssim`, pixels: smaller images have no SSIM.
constexpr int ssim_window_edge = 11;

/// Does an image of this size have an SSIM?
constexpr bool has_ssim(int width, int height) { return width >= ssim_window_edge && height >= ssim_window_edge; }

/// Mean structural similarity of the first three channels of two images of one size, values 0..1, for which `has_ssim`.
/// Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to structural similarity", IEEE TIP 2004:
/// Gaussian window 11x11, sigma 1.5, K1 = 0.01, K2 = 0.03, population covariance, windows that lie wholly within the image.
/// @throws Error (arguments) where the sizes differ or are too small, or there are fewer than three channels
double ssim(const ImageF& a, const ImageF& b);

}  // namespace asrg
