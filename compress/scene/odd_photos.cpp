#include "compress/scene/odd_photos.h"

#include <algorithm>
#include <cstddef>

namespace asrg {
namespace {

constexpr int least_object = 128;  ///< alpha

}  // namespace

bool has_one_colour(const ImageU8& rgba) {
  constexpr int noise = 3;
  int low[3] = {255, 255, 255}, high[3] = {0, 0, 0};
  for (std::size_t i = 0; i + 3 < rgba.pixels.size(); i += 4) {
    if (rgba.pixels[i + 3] < least_object) continue;
    for (std::size_t c = 0; c < 3; ++c) {
      low[c] = std::min<int>(low[c], rgba.pixels[i + c]);
      high[c] = std::max<int>(high[c], rgba.pixels[i + c]);
      if (high[c] - low[c] > noise) return false;
    }
  }
  return true;
}

bool shows_nothing(const ImageU8& rgba) {
  for (std::size_t i = 3; i < rgba.pixels.size(); i += 4)
    if (rgba.pixels[i] > 0) return false;
  return true;
}

bool looks_inverted(const ImageU8& rgba) {
  std::size_t border = 0, border_left = 0, inside_gone = 0;
  for (int y = 0; y < rgba.height; ++y)
    for (int x = 0; x < rgba.width; ++x) {
      const bool left = rgba.at(x, y)[3] >= least_object;
      const bool at_border = x == 0 || y == 0 || x == rgba.width - 1 || y == rgba.height - 1;
      border += at_border;
      border_left += at_border && left;
      inside_gone += !at_border && !left;
    }
  const std::size_t all = rgba.pixels.size() / 4;
  return border_left * 100 >= border * 95 && inside_gone * 50 >= all && inside_gone * 4 <= all * 3;
}

}  // namespace asrg
