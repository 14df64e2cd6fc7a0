#include "viewer/camera/orbit_camera.h"

#include "compress/model/orbit.h"

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

constexpr float radians_per_pixel = 0.006f;
constexpr float zoom_per_notch = 0.88f;  ///< factor of the distance
constexpr float follow_rate = 14.0f;     ///< the way left to the target decays by exp(-follow_rate * seconds)

}  // namespace

void OrbitCamera::frame(const Box& box, glm::vec3 up, float field_of_view, std::optional<glm::vec3> front, float distance) {
  const float radius = std::max(0.5f * glm::length(box.max - box.min), 1e-6f);
  up_ = up;
  field_of_view_ = std::clamp(field_of_view, 0.2f, 1.5f);
  centre_ = 0.5f * (box.min + box.max);
  nearest_ = 0.05f * radius;
  farthest_ = 20 * radius;
  reach_ = 2 * radius;
  home_ = {.pivot = centre_, .azimuth = 0.6f, .elevation = 0.4f, .distance = 1.15f * radius / std::sin(half_view())};
  if (front) {
    home_.azimuth = azimuth_axes(up).azimuth_of(*front);
    home_.elevation = std::clamp(std::asin(std::clamp(glm::dot(*front, up), -1.0f, 1.0f)), lowest, highest);
  }
  if (distance > 0) home_.distance = std::clamp(distance, nearest_, farthest_);
  pose_ = target_ = home_;
}

float OrbitCamera::half_view() const { return 0.5f * std::min(field_of_view_, 0.75f); }

void OrbitCamera::orbit(glm::vec2 pixels) {
  target_.azimuth -= radians_per_pixel * pixels.x;
  target_.elevation += radians_per_pixel * pixels.y;
  limit();
}

void OrbitCamera::pan(glm::vec2 pixels, glm::ivec2 window) {
  const Camera c = camera_of(target_, window);
  const glm::vec2 shift = pixels * target_.distance / c.focal;
  target_.pivot -= c.rotation[0] * shift.x + c.rotation[1] * shift.y;
  limit();
}

void OrbitCamera::zoom(float notches, glm::vec2 cursor, glm::ivec2 window) {
  const Camera c = camera_of(target_, window);
  const float before = target_.distance;
  target_.distance *= std::pow(zoom_per_notch, notches);
  limit();
  // The point under the cursor at the pivot's distance stays under the cursor.
  const glm::vec2 offset = (cursor - c.principal_point) / c.focal * (before - target_.distance);
  target_.pivot += c.rotation[0] * offset.x + c.rotation[1] * offset.y;
  limit();
}

void OrbitCamera::fly(glm::vec3 shares) {
  const Camera c = camera_of(target_, glm::ivec2(100));
  target_.pivot += target_.distance * (c.rotation[0] * shares.x - c.rotation[1] * shares.y + c.rotation[2] * shares.z);
  limit();
}

void OrbitCamera::set_pivot(glm::vec3 world) {
  target_.pivot = world;
  limit();
}

void OrbitCamera::go_to(const OrbitPose& pose, bool at_once) {
  target_ = pose;
  limit();
  if (at_once) {
    pose_ = target_;
    return;
  }
  // After a turntable the two azimuths may be several turns apart: take off whole turns.
  const float turns = std::round((target_.azimuth - pose_.azimuth) / full_turn);
  target_.azimuth -= full_turn * turns;
}

bool OrbitCamera::advance(float seconds) {
  // An azimuth that grows for hours would lose precision: take off whole turns.
  if (const float turns = std::trunc(target_.azimuth / full_turn); turns != 0) {
    target_.azimuth -= full_turn * turns;
    pose_.azimuth -= full_turn * turns;
  }
  const float share = 1 - std::exp(-follow_rate * seconds);
  pose_.pivot += share * (target_.pivot - pose_.pivot);
  pose_.azimuth += share * (target_.azimuth - pose_.azimuth);
  pose_.elevation += share * (target_.elevation - pose_.elevation);
  pose_.distance += share * (target_.distance - pose_.distance);
  const float left = std::abs(target_.azimuth - pose_.azimuth) + std::abs(target_.elevation - pose_.elevation) +
                     std::abs(target_.distance / pose_.distance - 1) + glm::length(target_.pivot - pose_.pivot) / pose_.distance;
  if (left > 1e-3f) return true;
  pose_ = target_;
  return false;
}

Camera OrbitCamera::camera(glm::ivec2 size) const { return camera_of(pose_, size); }

Camera OrbitCamera::camera_of(const OrbitPose& p, glm::ivec2 size) const {
  const glm::vec3 outward = azimuth_axes(up_).direction(p.azimuth, p.elevation);
  Camera c;
  c.position = p.pivot + p.distance * outward;
  const glm::vec3 right = glm::normalize(glm::cross(-outward, up_));
  c.rotation = glm::mat3(right, glm::cross(-outward, right), -outward);
  c.size = size;
  c.focal = glm::vec2(0.5f * static_cast<float>(std::min(size.x, size.y)) / std::tan(half_view()));
  c.principal_point = 0.5f * glm::vec2(size);
  return c;
}

void OrbitCamera::limit() {
  target_.elevation = std::clamp(target_.elevation, lowest, highest);
  target_.distance = std::clamp(target_.distance, nearest_, farthest_);
  const glm::vec3 off = target_.pivot - centre_;
  if (const float length = glm::length(off); length > reach_) target_.pivot = centre_ + off * (reach_ / length);
}

}  // namespace asrg
