#include "compress/scene/silhouette.h"

namespace asrg {
namespace {

bool is_opaque(const ImageU8& rgba) {
  for (std::size_t i = 3; i < rgba.pixels.size(); i += 4) {
    if (rgba.pixels[i] == 0) return false;
  }
  return true;
}

}  // namespace

Silhouette::Silhouette(const ImageU8& rgba) : width_(rgba.width), height_(rgba.height) {
  if (is_opaque(rgba)) return;
  sums_.resize(static_cast<std::size_t>(width_ + 1) * static_cast<std::size_t>(height_ + 1));
  for (int y = 0; y < height_; ++y) {
    const std::uint8_t* p = rgba.at(0, y);
    std::uint32_t* to = sums_.data() + index(0, y + 1);
    const std::uint32_t* above = sums_.data() + index(0, y);
    std::uint32_t sum = 0;
    for (int x = 0; x < width_; ++x) {
      sum += p[4 * x + 3] > 0;
      to[x + 1] = above[x + 1] + sum;
    }
  }
}

}  // namespace asrg
