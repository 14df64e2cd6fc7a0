#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace asrg {

/// Brightness in a square of a picture.
struct MatchPatch {
  static constexpr int radius = 3, edge = 2 * radius + 1, count = edge * edge;
  /// Squares whose variance is below this, in squared 8-bit steps, are taken to be of one brightness.
  static constexpr float least_variance = 1.3f;

  float v[count];

  /// Subtracts the mean and divides by the norm. @return false where the square is of one brightness
  bool normalise() {
    float mean = 0, squares = 0;
    for (const float x : v) mean += x;
    mean *= 1.0f / count;
    for (float& x : v) x -= mean, squares += x * x;
    if (squares < count * least_variance) return false;
    const float inverse = 1.0f / std::sqrt(squares);
    for (float& x : v) x *= inverse;
    return true;
  }

  /// The normalised cross-correlation with another square, which neither exposure nor white balance changes.
  /// @pre this one is normalised
  /// @return -1..1; nothing where the other is of one brightness
  std::optional<float> correlation(const MatchPatch& other) const {
    // Sums in eight lanes: the order of a single sum would keep the compiler from vector instructions.
    constexpr int lanes = 8;
    static_assert(count % lanes == 1);
    float sum[lanes] = {other.v[count - 1]}, squares[lanes] = {other.v[count - 1] * other.v[count - 1]},
          product[lanes] = {v[count - 1] * other.v[count - 1]};
    for (int k = 0; k + lanes <= count; k += lanes)
      for (int j = 0; j < lanes; ++j) {
        const float x = other.v[k + j];
        sum[j] += x, squares[j] += x * x, product[j] += v[k + j] * x;
      }
    for (int j = 1; j < lanes; ++j) sum[0] += sum[j], squares[0] += squares[j], product[0] += product[j];
    const float spread = squares[0] - sum[0] * sum[0] * (1.0f / count);
    // The mean of the other does not matter, since the sum of this one is 0.
    return spread < count * least_variance ? std::nullopt : std::optional(product[0] / std::sqrt(spread));
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
  // Loops over plain arrays, which the compiler makes vector instructions of.
  float across[MatchPatch::count], along[MatchPatch::count];
  for (int y = 0, k = 0; y < MatchPatch::edge; ++y)
    for (int x = 0; x < MatchPatch::edge; ++x, ++k) {
      const float u = static_cast<float>(x - MatchPatch::radius), v = static_cast<float>(y - MatchPatch::radius);
      across[k] = first.x + u * right.x + v * down.x;
      along[k] = first.y + u * right.y + v * down.y;
    }
  const float* pixels = grey.pixels.data();
  const int width = grey.width, last_x = grey.width - 2, last_y = grey.height - 2;
  for (int k = 0; k < MatchPatch::count; ++k) {
    // Rounding may lead to the last row or column, beyond which nothing may be read.
    const int x = std::clamp(static_cast<int>(across[k]), 0, last_x), y = std::clamp(static_cast<int>(along[k]), 0, last_y);
    const float fx = across[k] - static_cast<float>(x), fy = along[k] - static_cast<float>(y);
    const int at = y * width + x;
    const float upper = pixels[at] + fx * (pixels[at + 1] - pixels[at]);
    const float lower = pixels[at + width] + fx * (pixels[at + width + 1] - pixels[at + width]);
    patch.v[k] = upper + fy * (lower - upper);
  }
  return true;
}

}  // namespace asrg
