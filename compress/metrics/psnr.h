#pragma once

#include "cuda/core/image.h"

namespace asrg {

/// Mean squared error of the first three channels of two images of one size, values 0..1.
/// @throws Error (arguments) where the sizes differ or there are fewer than three channels
double mean_squared_error(const ImageF& a, const ImageF& b);

/// Peak signal-to-noise ratio in dB, -10 log10(MSE), of the first three channels; infinity for equal images.
/// @throws Error as mean_squared_error
double psnr(const ImageF& a, const ImageF& b);

}  // namespace asrg
