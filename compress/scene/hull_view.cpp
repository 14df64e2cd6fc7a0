#include "compress/scene/hull_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace asrg {
namespace {

/// The squared tangent of the greatest angle from the optical axis that the image shows, with a small margin; infinite without distortion.
/// Beyond that angle a distortion polynomial may fold back into the image.
float largest_squared_tangent(const Camera& camera) {
  if (!camera.distorted()) return std::numeric_limits<float>::infinity();
  float largest = 0;
  for (int i = 0; i <= 8; ++i) {
    const float t = static_cast<float>(i) / 8.0f, w = static_cast<float>(camera.size.x), h = static_cast<float>(camera.size.y);
    for (const glm::vec2& pixel : {glm::vec2(t * w, 0), glm::vec2(t * w, h), glm::vec2(0, t * h), glm::vec2(w, t * h)}) {
      const glm::vec2 distorted = (pixel - camera.principal_point) / camera.focal, u = camera.undistort(distorted);
      if (glm::length(camera.distort(u) - distorted) < 1e-3f) largest = std::max(largest, glm::dot(u, u));
    }
  }
  return 1.1f * largest;
}

/// An upper bound of the norm of the distortion's derivative at distances up to `r` from the axis: how far it stretches distances.
float largest_stretch(const Camera& c, float r) {
  const float r2 = r * r;
  return 1 + r2 * (3 * std::abs(c.k1) + r2 * (5 * std::abs(c.k2) + r2 * 7 * std::abs(c.k3))) + 8 * r * (std::abs(c.p1) + std::abs(c.p2));
}

}  // namespace

HullView::HullView(const View& view)
    : camera_(view.camera),
      to_camera_(glm::transpose(view.camera.rotation)),
      longest_focal_(std::max(view.camera.focal.x, view.camera.focal.y)),
      largest_squared_tangent_(largest_squared_tangent(view.camera)),
      silhouette_(view.image) {}

HullView::Answer HullView::ask(glm::vec3 centre, float cell_radius, float margin) const {
  const glm::vec3 p = to_camera_ * (centre - camera_.position);
  if (p.z <= 0) return Answer::unseen;
  const float inverse_depth = 1.0f / p.z;
  glm::vec2 u(p.x * inverse_depth, p.y * inverse_depth);
  if (!(glm::dot(u, u) <= largest_squared_tangent_)) return Answer::unseen;
  if (camera_.distorted()) u = camera_.distort(u);
  const glm::vec2 pixel = u * camera_.focal + camera_.principal_point, size(camera_.size);
  if (!(pixel.x >= 0 && pixel.y >= 0 && pixel.x < size.x && pixel.y < size.y)) return Answer::unseen;
  return silhouette_.any(pixel, cell_radius * longest_focal_ * inverse_depth + margin) ? Answer::object : Answer::background;
}

HullView::Answer HullView::ask_ball(glm::vec3 centre, float radius, float cell_radius, float margin) const {
  const glm::vec3 p = to_camera_ * (centre - camera_.position);
  if (p.z < -1.01f * radius) return Answer::unseen;
  const float nearest = p.z - 1.01f * radius;
  if (!(nearest > 1e-3f * p.z)) return Answer::mixed;
  const glm::vec2 u = glm::vec2(p) / p.z;
  // x / z - x0 / z0 = ((x - x0) z0 - x0 (z - z0)) / (z z0), where x - x0 and z - z0 are at most the radius.
  const float spread = radius * (1 + glm::length(u)) / nearest;
  glm::vec2 distorted = u;
  float stretch = 1;
  if (camera_.distorted()) {
    const float most = glm::length(u) + spread, least = glm::length(u) - spread, limit = std::sqrt(largest_squared_tangent_);
    if (least > 1.001f * limit) return Answer::unseen;
    if (!(most < 0.999f * limit)) return Answer::mixed;
    distorted = camera_.distort(u);
    stretch = largest_stretch(camera_, most);
  }
  const glm::vec2 pixel = distorted * camera_.focal + camera_.principal_point, size(camera_.size);
  // Half a pixel and a tolerance for rounding errors are added, so that the answer holds for every cell in the ball.
  const float reach = 1.001f * stretch * spread * longest_focal_ + 0.5f + 1e-5f * (std::abs(pixel.x) + std::abs(pixel.y));
  if (pixel.x + reach < 0 || pixel.y + reach < 0 || pixel.x - reach > size.x || pixel.y - reach > size.y) return Answer::unseen;
  if (!(pixel.x - reach > 0 && pixel.y - reach > 0 && pixel.x + reach < size.x && pixel.y + reach < size.y)) return Answer::mixed;
  if (silhouette_.all(pixel, reach)) return Answer::object;
  const bool any = silhouette_.any(pixel, reach + 1.001f * cell_radius * longest_focal_ / nearest + 0.5f + margin);
  return any ? Answer::mixed : Answer::background;
}

}  // namespace asrg
