#pragma once

#include "cuda/core/image.h"

namespace asrg {

/// How far two 8-bit images are apart, in steps of 1/255.
struct Difference {
  int max_error = 0;      ///< largest difference of a channel
  double mean_error = 0;  ///< mean over pixels and channels
};

/// @throws Error (arguments) where sizes or channels differ
Difference image_difference(const ImageU8& a, const ImageU8& b);

}  // namespace asrg
