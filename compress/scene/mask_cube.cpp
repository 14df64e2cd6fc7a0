#include "compress/scene/mask_cube.h"

#include "compress/scene/focus.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// Where the object is in one image: its centroid and the distance of its farthest pixel from that, in pixels.
struct ObjectDisc {
  glm::vec2 centre{0.0f};
  float radius = 0;
};

std::optional<ObjectDisc> find_object(const ImageU8& rgba) {
  glm::dvec2 sum(0);
  double weight = 0;
  const auto each_pixel = [&](auto visit) {
    for (int y = 0; y < rgba.height; ++y) {
      for (int x = 0; x < rgba.width; ++x) {
        if (const std::uint8_t alpha = rgba.at(x, y)[3]; alpha > 127) visit(glm::dvec2(x + 0.5, y + 0.5));
      }
    }
  };
  each_pixel([&](const glm::dvec2& pixel) { sum += pixel, weight += 1; });
  if (weight == 0) return std::nullopt;
  const glm::dvec2 centre = sum / weight;
  double squared = 0;
  each_pixel([&](const glm::dvec2& pixel) { squared = std::max(squared, glm::dot(pixel - centre, pixel - centre)); });
  return ObjectDisc{glm::vec2(centre), static_cast<float>(std::sqrt(squared)) + 1.0f};
}

}  // namespace

std::optional<Box> cube_from_masks(std::span<const View> views) {
  std::vector<std::optional<ObjectDisc>> discs(views.size());
  tbb::parallel_for(std::size_t{0}, views.size(), [&](std::size_t i) { discs[i] = find_object(views[i].image); });
  std::vector<Ray> rays;
  std::vector<float> tangents;
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (!discs[i]) continue;
    const Camera& camera = views[i].camera;
    rays.push_back(camera.ray(discs[i]->centre));
    tangents.push_back(discs[i]->radius / std::min(camera.focal.x, camera.focal.y));
  }
  const auto focus = find_focus(rays);
  if (!focus) return std::nullopt;
  std::vector<float> radii;
  for (std::size_t i = 0; i < rays.size(); ++i) radii.push_back(tangents[i] * glm::length(*focus - rays[i].origin));
  const auto at = radii.begin() + static_cast<std::ptrdiff_t>(0.95f * static_cast<float>(radii.size() - 1));
  std::nth_element(radii.begin(), at, radii.end());
  return Box{*focus - 1.4f * *at, *focus + 1.4f * *at};
}

}  // namespace asrg
