#include "compress/stereo/interest_points.h"

#include <cmath>

namespace asrg {
namespace {

/// Half the edge of the window in which gradients are summed.
constexpr int window = 2;
/// Below this mean squared difference of the pixels to the left and right, in 8-bit steps, there is nothing but noise.
constexpr float noise = 6.5f;

/// The smaller eigenvalue of the gradients' covariance about a pixel.
float cornerness(const ImageF& grey, int x, int y) {
  float xx = 0, xy = 0, yy = 0;
  for (int v = y - window; v <= y + window; ++v)
    for (int u = x - window; u <= x + window; ++u) {
      const float dx = *grey.at(u + 1, v) - *grey.at(u - 1, v), dy = *grey.at(u, v + 1) - *grey.at(u, v - 1);
      xx += dx * dx, xy += dx * dy, yy += dy * dy;
    }
  constexpr float pixels = (2 * window + 1) * (2 * window + 1);
  return (0.5f * (xx + yy) - std::sqrt(0.25f * (xx - yy) * (xx - yy) + xy * xy)) / pixels;
}

}  // namespace

std::vector<glm::ivec2> interest_points(const ImageF& grey, int block, int margin) {
  std::vector<glm::ivec2> points;
  for (int top = margin; top + block <= grey.height - margin; top += block)
    for (int left = margin; left + block <= grey.width - margin; left += block) {
      float best = noise;
      glm::ivec2 place(-1);
      // Every other pixel: the measure is smooth.
      for (int y = top; y < top + block; y += 2)
        for (int x = left; x < left + block; x += 2)
          if (const float here = cornerness(grey, x, y); here > best) best = here, place = {x, y};
      if (place.x >= 0) points.push_back(place);
    }
  return points;
}

}  // namespace asrg
