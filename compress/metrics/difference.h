#pragma once

#include "cuda/core/image.h"

#include <cstddef>

namespace asrg {

/// How far two 8-bit images are apart, in steps of 1/255.
struct Difference {
  int max_error = 0;             ///< largest difference of a channel
  double mean_error = 0;         ///< mean over pixels and channels
  std::size_t pixels_above = 0;  ///< pixels of which a channel differs by more than the threshold
};

/// @param threshold of `pixels_above`, in steps of 1/255
/// @throws Error (arguments) where sizes or channels differ
Difference image_difference(const ImageU8& a, const ImageU8& b, int threshold = 0);

}  // namespace asrg
