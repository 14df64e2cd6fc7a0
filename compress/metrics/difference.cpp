#include "compress/metrics/difference.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace asrg {

Difference image_difference(const ImageU8& a, const ImageU8& b, int threshold) {
  if (a.width != b.width || a.height != b.height || a.channels != b.channels)
    throw Error(ErrorKind::arguments, fmt::format("images of {}x{}x{} and {}x{}x{} cannot be compared", a.width, a.height, a.channels,
                                                  b.width, b.height, b.channels));
  Difference d;
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); i += static_cast<std::size_t>(a.channels)) {
    int largest = 0;
    for (std::size_t c = i; c < i + static_cast<std::size_t>(a.channels); ++c) {
      const int error = std::abs(static_cast<int>(a.pixels[c]) - static_cast<int>(b.pixels[c]));
      largest = std::max(largest, error);
      sum += error;
    }
    d.max_error = std::max(d.max_error, largest);
    if (largest > threshold) ++d.pixels_above;
  }
  if (!a.pixels.empty()) d.mean_error = sum / static_cast<double>(a.pixels.size());
  return d;
}

}  // namespace asrg
