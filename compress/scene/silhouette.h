#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace asrg {

/// `value` rounded down and limited to 0..largest. NaN becomes 0: its conversion to int would be undefined.
inline int clamped_to_int(float value, int largest) {
  return value > 0 ? static_cast<int>(std::min(value, static_cast<float>(largest))) : 0;
}

/// Which pixels of a photo show the object (alpha above 0), as a summed-area table (Crow, "Summed-area tables for texture
/// mapping", SIGGRAPH 1984), which counts those in a rectangle in constant time. Four bytes per pixel; none for a photo that is opaque
/// everywhere.
class Silhouette {
 public:
  explicit Silhouette(const ImageU8& rgba);

  /// The number of object pixels in the columns x0 to x1 - 1 of the rows y0 to y1 - 1, which lie inside the image.
  std::uint32_t count(int x0, int y0, int x1, int y1) const {
    if (sums_.empty()) return static_cast<std::uint32_t>(x1 - x0) * static_cast<std::uint32_t>(y1 - y0);
    return sums_[index(x1, y1)] - sums_[index(x0, y1)] - sums_[index(x1, y0)] + sums_[index(x0, y0)];
  }

  /// True where the square of half side `radius` about `centre` touches an object pixel. The centre lies inside the image.
  bool any(glm::vec2 centre, float radius) const {
    if (sums_.empty()) return true;
    return count(column(centre.x - radius), row(centre.y - radius), column(centre.x + radius) + 1, row(centre.y + radius) + 1) > 0;
  }

  /// True where every pixel inside the image that this square touches shows the object.
  bool all(glm::vec2 centre, float radius) const {
    if (sums_.empty()) return true;
    const int x0 = column(centre.x - radius), x1 = column(centre.x + radius) + 1;
    const int y0 = row(centre.y - radius), y1 = row(centre.y + radius) + 1;
    return count(x0, y0, x1, y1) == static_cast<std::uint32_t>(x1 - x0) * static_cast<std::uint32_t>(y1 - y0);
  }

 private:
  int column(float x) const { return clamped_to_int(x, width_ - 1); }
  int row(float y) const { return clamped_to_int(y, height_ - 1); }
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_ + 1) + static_cast<std::size_t>(x);
  }

  int width_, height_;
  std::vector<std::uint32_t> sums_;  ///< (height + 1) rows of width + 1; empty: opaque everywhere
};

}  // namespace asrg
