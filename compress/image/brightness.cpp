#include "compress/image/brightness.h"

#include <algorithm>

namespace asrg {

ImageF brightness(const ImageU8& image, int longest) {
  const int n = (std::max(image.width, image.height) + longest - 1) / longest;
  ImageF grey(std::max(1, image.width / n), std::max(1, image.height / n), 1);
  for (int y = 0; y < grey.height; ++y) {
    for (int x = 0; x < grey.width; ++x) {
      float sum = 0;
      for (int v = y * n; v < std::min((y + 1) * n, image.height); ++v) {
        for (int u = x * n; u < std::min((x + 1) * n, image.width); ++u) {
          const std::uint8_t* p = image.at(u, v);
          sum += image.channels >= 3 ? 0.299f * p[0] + 0.587f * p[1] + 0.114f * p[2] : static_cast<float>(p[0]);
        }
      }
      *grey.at(x, y) = sum / static_cast<float>(n * n);
    }
  }
  return grey;
}

}  // namespace asrg
