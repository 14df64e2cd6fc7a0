#include "compress/scene/focus.h"

#include "compress/metrics/median.h"
#include <algorithm>
#include <cmath>
#include <vector>

namespace asrg {
namespace {

/// The projection onto the plane perpendicular to a unit vector.
glm::dmat3 across(const glm::dvec3& direction) { return glm::dmat3(1.0) - glm::outerProduct(direction, direction); }

}  // namespace

std::optional<glm::vec3> find_focus(std::span<const Ray> rays) {
  if (rays.size() < 2) return std::nullopt;
  std::vector<double> weights(rays.size(), 1.0), distances(rays.size());
  glm::dvec3 focus(0);
  for (int iteration = 0; iteration < 20; ++iteration) {
    glm::dmat3 matrix(0.0);
    glm::dvec3 right_side(0.0);
    double sum = 0;
    for (std::size_t i = 0; i < rays.size(); ++i) {
      const glm::dmat3 projection = weights[i] * across(glm::dvec3(rays[i].direction));
      matrix += projection;
      right_side += projection * glm::dvec3(rays[i].origin);
      sum += weights[i];
    }
    // The determinant tells how well the directions differ: 8/27 where they are spread over the sphere, about sin(a)^2 / 2 in a cone of half
    // angle a, 0 where they are parallel.
    if (!(glm::determinant(matrix / sum) > 1e-3)) return std::nullopt;
    focus = glm::inverse(matrix) * right_side;
    for (std::size_t i = 0; i < rays.size(); ++i) {
      distances[i] = glm::length(across(glm::dvec3(rays[i].direction)) * (focus - glm::dvec3(rays[i].origin)));
    }
    const double median = std::max(upper_median(distances), 1e-12);
    for (std::size_t i = 0; i < rays.size(); ++i) weights[i] = 1.0 / std::max(distances[i] / median, 0.5);
  }
  std::size_t in_front = 0;
  for (const Ray& ray : rays) in_front += glm::dot(focus - glm::dvec3(ray.origin), glm::dvec3(ray.direction)) > 0;
  if (in_front * 10 < rays.size() * 8) return std::nullopt;
  return glm::vec3(focus);
}

}  // namespace asrg
