#include "compress/image/downscale.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

namespace asrg {

ImageU8 downscale_area(const ImageU8& rgba, int n) {
  if (rgba.channels != 4)
    throw Error(ErrorKind::runtime, fmt::format("an image of {} channels cannot be downscaled as RGBA", rgba.channels));
  if (n < 1 || rgba.width / n < 1 || rgba.height / n < 1) {
    throw Error(ErrorKind::arguments, fmt::format("an image of {} x {} pixels cannot be downscaled by {}", rgba.width, rgba.height, n));
  }
  if (n == 1) return rgba;
  ImageU8 result(rgba.width / n, rgba.height / n, 4);
  const auto area = static_cast<std::uint64_t>(n) * static_cast<std::uint64_t>(n);
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) {
      std::uint64_t colour[3] = {0, 0, 0}, alpha = 0;  // sums; colour is premultiplied: 0..255 * 255 per pixel
      for (int dy = 0; dy < n; ++dy) {
        const std::uint8_t* p = rgba.at(x * n, y * n + dy);
        for (int dx = 0; dx < n; ++dx, p += 4) {
          for (int c = 0; c < 3; ++c) colour[c] += static_cast<std::uint64_t>(p[c]) * p[3];
          alpha += p[3];
        }
      }
      if (alpha == 0) continue;
      std::uint8_t* to = result.at(x, y);
      for (int c = 0; c < 3; ++c) to[c] = static_cast<std::uint8_t>((colour[c] + alpha / 2) / alpha);
      to[3] = static_cast<std::uint8_t>((alpha + area / 2) / area);
    }
  }
  return result;
}

}  // namespace asrg
