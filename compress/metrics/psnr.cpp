#include "compress/metrics/psnr.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cmath>

namespace asrg {

double mean_squared_error(const ImageF& a, const ImageF& b) {
  if (a.width != b.width || a.height != b.height || a.channels < 3 || b.channels < 3 || a.empty())
    throw Error(ErrorKind::arguments, fmt::format("images of {}x{} and {}x{} pixels ({} and {} channels) cannot be compared", a.width,
                                                  a.height, b.width, b.height, a.channels, b.channels));
  double sum = 0;
  for (int y = 0; y < a.height; ++y)
    for (int x = 0; x < a.width; ++x)
      for (int c = 0; c < 3; ++c) {
        const double d = static_cast<double>(a.at(x, y)[c]) - b.at(x, y)[c];
        sum += d * d;
      }
  return sum / (3.0 * a.width * a.height);
}

double psnr(const ImageF& a, const ImageF& b) { return -10.0 * std::log10(mean_squared_error(a, b)); }

}  // namespace asrg
