#pragma once

#include "cuda/core/image.h"

#include <cstddef>

namespace asrg {

/// The difference of two 8-bit images, in units of 1/255.
struct Difference {
  int max_error = 0;             ///< largest absolute difference of a channel
  double mean_error = 0;         ///< mean absolute difference over pixels and channels
  std::size_t pixels_above = 0;  ///< pixels that differ in a channel by more than the threshold
};

/// @param threshold of `pixels_above`, in units of 1/255
/// @throws Error (arguments) where sizes or channels differ
Difference image_difference(const ImageU8& a, const ImageU8& b, int threshold = 0);

}  // namespace asrg
