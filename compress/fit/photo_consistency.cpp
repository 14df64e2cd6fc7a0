#include "compress/fit/photo_consistency.h"

#include "cuda/core/colour.h"

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// What one photo shows of a point.
struct Seen {
  glm::vec3 colour;
  float texture;  ///< squared difference of the colour from that of a neighbourhood four times as wide
  float off;      ///< squared difference of the colour from the median
};

constexpr std::size_t least_photos = 3;
/// Of the photos, those nearest to the median.
constexpr float counted = 0.6f;
/// Texture and variance that are not told from noise.
constexpr float noise = 1e-4f;

float squared(glm::vec3 v) { return glm::dot(v, v); }

glm::vec3 median_colour(const std::vector<Seen>& seen) {
  std::vector<float> values(seen.size());
  glm::vec3 median;
  for (int c = 0; c < 3; ++c) {
    std::transform(seen.begin(), seen.end(), values.begin(), [&](const Seen& s) { return s.colour[c]; });
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    median[c] = *middle;
  }
  return median;
}

}  // namespace

PhotoConsistency::PhotoConsistency(std::span<const View> views) : views_(views) {
  photos_.reserve(views.size());
  for (const View& v : views) photos_.emplace_back(v.image);
}

PointInPhotos PhotoConsistency::at(glm::vec3 world, float size) const {
  std::vector<Seen> seen;
  for (std::size_t i = 0; i < views_.size(); ++i) {
    const Camera& camera = views_[i].camera;
    glm::vec2 pixel;
    if (!camera.project(world, pixel)) continue;
    // Written such that it is false for NaN, too.
    if (!(pixel.x >= 0 && pixel.y >= 0 && pixel.x < static_cast<float>(camera.size.x) && pixel.y < static_cast<float>(camera.size.y)))
      continue;
    const float pixels = camera.focal.x * size / std::max(glm::length(world - camera.position), 1e-6f);
    const int level = static_cast<int>(std::log2(std::clamp(pixels, 1.0f, 1e6f)));
    const glm::vec4 here = photos_[i].at(pixel, level), around = photos_[i].at(pixel, level + 2);
    if (here.w < 0.5f || around.w <= 0) continue;
    const glm::vec3 colour = ycocg_from_rgb(glm::vec3(here) / here.w);
    seen.push_back({colour, squared(colour - ycocg_from_rgb(glm::vec3(around) / around.w)), 0});
  }
  PointInPhotos point;
  point.photos = static_cast<int>(seen.size());
  if (seen.empty()) return point;
  const glm::vec3 median = median_colour(seen);
  for (Seen& s : seen) s.off = squared(s.colour - median);
  const auto count = std::min(seen.size(), std::max(least_photos, static_cast<std::size_t>(counted * static_cast<float>(seen.size()))));
  std::partial_sort(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(count), seen.end(),
                    [](const Seen& a, const Seen& b) { return a.off < b.off; });
  seen.resize(count);
  const float share = 1.0f / static_cast<float>(count);
  float texture = 0, variance = 0;
  for (const Seen& s : seen) point.colour += share * s.colour, texture += share * s.texture;
  if (count < least_photos) return point;
  for (const Seen& s : seen) variance += squared(s.colour - point.colour) / static_cast<float>(count - 1);
  point.consistency = texture / (texture + variance + noise);
  return point;
}

}  // namespace asrg
