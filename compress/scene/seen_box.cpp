#include "compress/scene/seen_box.h"

#include <algorithm>

namespace asrg {
namespace {

/// The box of the points without the outermost share on each side of each axis.
Box inner_box(std::span<const glm::vec3> points, float share) {
  Box box;
  for (int axis = 0; axis < 3; ++axis) {
    std::vector<float> values;
    for (const glm::vec3& point : points) values.push_back(point[axis]);
    std::sort(values.begin(), values.end());
    const auto skipped = static_cast<std::size_t>(share * static_cast<float>(values.size() - 1));
    box.min[axis] = values[skipped];
    box.max[axis] = values[values.size() - 1 - skipped];
  }
  const glm::vec3 extent = box.max - box.min;
  const glm::vec3 margin(0.1f * std::max({extent.x, extent.y, extent.z}));
  return {box.min - margin, box.max + margin};
}

}  // namespace

std::optional<Box> box_of_what_is_seen(std::span<const View> views, std::span<const glm::vec3> points) {
  constexpr std::size_t enough = 200;
  if (points.size() >= enough) return inner_box(points, 0.1f);
  std::vector<glm::vec3> seen;
  for (const View& view : views) {
    if (!(view.depths.x > 0)) continue;
    for (const float depth : {view.depths.x, view.depths.y}) {
      for (const glm::vec2& at : {glm::vec2(0.25f, 0.25f), glm::vec2(0.75f, 0.25f), glm::vec2(0.25f, 0.75f), glm::vec2(0.75f, 0.75f)}) {
        const Ray ray = view.camera.ray(at * glm::vec2(view.camera.size));
        seen.push_back(ray.origin + depth / glm::dot(ray.direction, view.camera.rotation[2]) * ray.direction);
      }
    }
  }
  if (seen.empty()) return std::nullopt;
  return inner_box(seen, 0.02f);
}

}  // namespace asrg
