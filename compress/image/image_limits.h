#pragma once

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace asrg {

/// The largest image that a decoder accepts; a larger one is an error before its memory is allocated.
struct ImageLimits {
  int max_side = 32768;                             ///< pixels
  std::int64_t max_pixels = std::int64_t{1} << 28;  ///< width * height
};

/// @throws Error (io) naming the image where it is beyond the limits, or has no pixels
inline void check_limits(const ImageLimits& limits, std::int64_t width, std::int64_t height, const std::string& name) {
  if (width < 1 || height < 1) throw Error(ErrorKind::io, fmt::format("{} has no pixels", name));
  if (width > limits.max_side || height > limits.max_side || width * height > limits.max_pixels)
    throw Error(ErrorKind::io, fmt::format("{} is too large: {} x {} pixels", name, width, height));
}

}  // namespace asrg
