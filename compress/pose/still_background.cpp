#include "compress/pose/still_background.h"

#include <algorithm>
#include <cmath>

namespace asrg {

bool have_still_background(std::span<const ImageF> thumbnails) {
  constexpr std::size_t fewest = 5;
  constexpr float textured = 8, still = 6;  // of 255
  if (thumbnails.size() < fewest) return false;
  const int w = thumbnails[0].width, h = thumbnails[0].height, margin = std::max(2, std::min(w, h) / 8);
  if (std::any_of(thumbnails.begin(), thumbnails.end(), [&](const ImageF& t) { return t.width != w || t.height != h; })) return false;
  std::size_t ring = 0, with_texture = 0, of_them_still = 0;
  for (int y = 0; y + 1 < h; ++y) {
    for (int x = 0; x + 1 < w; ++x) {
      if (x >= margin && x < w - margin && y >= margin && y < h - margin) continue;
      float sum = 0, squares = 0, step = 0;
      for (const ImageF& t : thumbnails) {
        const float value = *t.at(x, y);
        sum += value;
        squares += value * value;
        step += std::max(std::abs(*t.at(x + 1, y) - value), std::abs(*t.at(x, y + 1) - value));
      }
      const auto count = static_cast<float>(thumbnails.size());
      const float deviation = std::sqrt(std::max(0.0f, squares / count - (sum / count) * (sum / count)));
      ++ring;
      if (step / count < textured) continue;
      ++with_texture;
      of_them_still += deviation < still;
    }
  }
  return with_texture * 20 >= ring && of_them_still * 10 >= with_texture * 8;
}

}  // namespace asrg
