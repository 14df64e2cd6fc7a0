#include "compress/page/home_view.h"

#include "compress/model/orbit.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace asrg {

HomeView home_view(const Lattice& lattice, const Provenance& provenance, int size) {
  // viewer/web/page/orbit.js has the same limits of field of view and distance.
  constexpr float azimuth = 0.6f, elevation = 0.4f, lowest = -0.6f, highest = 1.2f, widest = 0.75f, narrowest = 0.2f, margin = 1.15f;
  Provenance p = provenance;
  p.up = glm::normalize(p.up);
  p.field_of_view = std::clamp(p.field_of_view, narrowest, widest);
  const AzimuthAxes axes = azimuth_axes(p.up);
  HomeView home;
  home.up = p.up;
  home.field_of_view = p.field_of_view;
  home.pose.elevation = elevation;
  if (p.front) home.pose.elevation = std::clamp(std::asin(std::clamp(glm::dot(*p.front, p.up), -1.0f, 1.0f)), lowest, highest);
  p.front = p.front.value_or(std::cos(azimuth) * axes.e1 + std::sin(azimuth) * axes.e2);
  home.pose.azimuth = axes.azimuth_of(*p.front);
  const Box box = lattice.box();
  const float radius = std::max(0.5f * glm::length(box.max - box.min), 1e-6f);
  home.pose.pivot = 0.5f * (box.min + box.max);
  home.pose.distance = margin * radius / std::sin(0.5f * p.field_of_view);
  if (const float seen = p.viewing_distance(lattice); seen > 0) home.pose.distance = std::clamp(seen, 0.05f * radius, 20 * radius);
  const float degrees = home.pose.elevation * 180.0f / std::numbers::pi_v<float>;
  home.camera = orbit(box, p, 1, glm::ivec2(size), degrees, home.pose.distance).front();
  return home;
}

}  // namespace asrg
