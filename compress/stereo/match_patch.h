#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <cmath>

namespace asrg {

/// Brightness in a square of a picture, less its mean and divided by its norm: the product of two is their normalised cross-correlation, which neither
/// exposure nor white balance changes.
struct MatchPatch {
  static constexpr int radius = 3, edge = 2 * radius + 1, count = edge * edge;

  float v[count];

  /// @return false where the square is of one brightness
  bool normalise() {
    constexpr float least_variance = 1.3f;  // 8-bit steps, squared
    float mean = 0, squares = 0;
    for (const float x : v) mean += x;
    mean *= 1.0f / count;
    for (float& x : v) x -= mean, squares += x * x;
    if (squares < count * least_variance) return false;
    const float inverse = 1.0f / std::sqrt(squares);
    for (float& x : v) x *= inverse;
    return true;
  }
  float correlation(const MatchPatch& other) const {
    float sum = 0;
    for (int k = 0; k < count; ++k) sum += v[k] * other.v[k];
    return sum;
  }
};

/// Reads the square about a pixel. @pre it lies in the picture
inline MatchPatch patch_at(const ImageF& grey, glm::ivec2 pixel) {
  MatchPatch patch;
  for (int y = 0; y < MatchPatch::edge; ++y)
    for (int x = 0; x < MatchPatch::edge; ++x)
      patch.v[y * MatchPatch::edge + x] = *grey.at(pixel.x + x - MatchPatch::radius, pixel.y + y - MatchPatch::radius);
  return patch;
}

/// Reads a parallelogram, bilinearly.
/// @param centre in pixels, whose centres are at 0.5
/// @param right, down the steps from one of its numbers to the next, pixels
/// @return false where it does not lie in the picture
inline bool read_patch(const ImageF& grey, glm::vec2 centre, glm::vec2 right, glm::vec2 down, MatchPatch& patch) {
  const glm::vec2 first = centre - 0.5f, reach = static_cast<float>(MatchPatch::radius) * (glm::abs(right) + glm::abs(down));
  const glm::vec2 last(static_cast<float>(grey.width - 1), static_cast<float>(grey.height - 1));
  // Written such that it is true for NaN, too.
  if (!(glm::all(glm::greaterThanEqual(first - reach, glm::vec2(0))) && glm::all(glm::lessThan(first + reach, last)))) return false;
  for (int y = 0; y < MatchPatch::edge; ++y)
    for (int x = 0; x < MatchPatch::edge; ++x) {
      const glm::vec2 p = first + static_cast<float>(x - MatchPatch::radius) * right + static_cast<float>(y - MatchPatch::radius) * down;
      // Rounding may lead to the last row or column, beyond which nothing may be read.
      const glm::ivec2 at = glm::clamp(glm::ivec2(p), glm::ivec2(0), glm::ivec2(grey.width - 2, grey.height - 2));
      const glm::vec2 f = p - glm::vec2(at);
      const float *upper = grey.at(at.x, at.y), *lower = grey.at(at.x, at.y + 1);
      patch.v[y * MatchPatch::edge + x] = glm::mix(glm::mix(upper[0], upper[1], f.x), glm::mix(lower[0], lower[1], f.x), f.y);
    }
  return true;
}

}  // namespace asrg
