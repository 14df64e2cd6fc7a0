#include "compress/model/orbit.h"

#include <cmath>
#include <numbers>

namespace asrg {

float AzimuthAxes::azimuth_of(glm::vec3 direction) const { return std::atan2(glm::dot(direction, e2), glm::dot(direction, e1)); }

glm::vec3 AzimuthAxes::direction(float azimuth, float elevation) const {
  return std::cos(elevation) * (std::cos(azimuth) * e1 + std::sin(azimuth) * e2) + std::sin(elevation) * up;
}

AzimuthAxes azimuth_axes(glm::vec3 up) {
  const glm::vec3 aside = std::abs(up.x) < 0.9f ? glm::vec3(1, 0, 0) : glm::vec3(0, 1, 0);
  const glm::vec3 e1 = glm::normalize(aside - glm::dot(aside, up) * up);
  return {e1, glm::cross(up, e1), up};
}

std::vector<Camera> orbit(const Box& box, const Provenance& provenance, int count, glm::ivec2 size, float elevation, float distance) {
  constexpr float pi = std::numbers::pi_v<float>;
  const glm::vec3 target = 0.5f * (box.min + box.max), up = glm::normalize(provenance.up);
  const float radius = 0.5f * glm::length(box.max - box.min);
  const float half_view = 0.5f * provenance.field_of_view * std::min(1.0f, static_cast<float>(size.y) / static_cast<float>(size.x));
  if (distance <= 0) distance = std::max(provenance.distance, radius / std::sin(std::max(half_view, 0.05f)));
  const AzimuthAxes axes = azimuth_axes(up);
  const float first = provenance.front ? axes.azimuth_of(*provenance.front) : 0.0f;
  const float tilt = elevation * pi / 180.0f;
  std::vector<Camera> cameras;
  for (int i = 0; i < count; ++i) {
    const float azimuth = first + 2.0f * pi * static_cast<float>(i) / static_cast<float>(count);
    Camera c;
    c.position = target + distance * axes.direction(azimuth, tilt);
    const glm::vec3 forward = glm::normalize(target - c.position);
    const glm::vec3 sideways = glm::cross(forward, up);
    const glm::vec3 right = glm::length(sideways) > 1e-4f ? glm::normalize(sideways) : axes.e1;
    c.rotation = glm::mat3(right, glm::cross(forward, right), forward);
    c.size = size;
    c.focal = glm::vec2(0.5f * static_cast<float>(size.x) / std::tan(0.5f * provenance.field_of_view));
    c.principal_point = 0.5f * glm::vec2(size);
    cameras.push_back(c);
  }
  return cameras;
}

}  // namespace asrg
