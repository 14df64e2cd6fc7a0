#pragma once

#include "cuda/core/image.h"

#include <span>
#include <vector>

namespace asrg {

/// The sharpness of a picture: the variance of its Laplacian (J. L. Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR
/// 2000) over the variance of its brightness, so that it does not depend on contrast.
/// @param grey as `brightness` gives it; pictures are to be compared at one size
/// @return 0 and above; 0 for a picture of one brightness
double sharpness(const ImageF& grey);

/// The blurred pictures of a series: those less than 0.3 times as sharp as the median of the (up to) eight nearest in order.
/// @return indices, ascending; none where there are fewer than five pictures
std::vector<std::size_t> blurred_ones(std::span<const double> sharpnesses);

}  // namespace asrg
