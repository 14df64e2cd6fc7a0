#pragma once

#include <cstdint>

namespace asrg {

/// What an image decoder accepts; a larger image is an error, found before anything of its size is allocated.
struct ImageLimits {
  int max_side = 32768;                             ///< pixels
  std::int64_t max_pixels = std::int64_t{1} << 28;  ///< width * height
};

}  // namespace asrg
