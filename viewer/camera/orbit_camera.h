#pragma once

#include "compress/model/orbit_pose.h"
#include "cuda/camera/camera.h"

#include <glm/glm.hpp>

#include <numbers>
#include <optional>

namespace asrg {

/// A camera that orbits an object. User input changes the target pose; the camera's own pose approaches it smoothly. World units, radians, pixels
/// of the window.
class OrbitCamera {
 public:
  /// Makes a pose that looks at a box the home pose, and goes there.
  /// @param up unit length
  /// @param field_of_view horizontal, radians
  /// @param front unit vector from the box towards the camera; nothing: any
  /// @param distance from the box's centre, world units; 0: far enough to see the whole box
  void frame(const Box& box, glm::vec3 up, float field_of_view, std::optional<glm::vec3> front = {}, float distance = 0);

  /// @param pixels that the mouse was moved by
  void orbit(glm::vec2 pixels);
  void pan(glm::vec2 pixels, glm::ivec2 window);
  /// Zooms towards the cursor.
  /// @param notches of the wheel
  void zoom(float notches, glm::vec2 cursor, glm::ivec2 window);
  /// Moves camera and pivot.
  /// @param shares right, up, forward, as multiples of the distance to the pivot
  void fly(glm::vec3 shares);
  void set_pivot(glm::vec3 world);
  void turn(float radians) { target_.azimuth += radians; }
  void reset() { go_to(home_, false); }
  /// Turns by the shorter way.
  /// @param at_once jump there instead of moving smoothly
  void go_to(const OrbitPose& pose, bool at_once);

  /// Moves towards the target. @return true while it has not reached it
  bool advance(float seconds);
  const OrbitPose& target() const { return target_; }
  const OrbitPose& pose() const { return pose_; }
  glm::vec3 up() const { return up_; }
  Camera camera(glm::ivec2 size) const;

  /// Limits of the elevation, radians: from somewhat below the object to nearly straight above it.
  static constexpr float lowest = -0.6f, highest = 1.54f;
  static constexpr float full_turn = 2 * std::numbers::pi_v<float>;  ///< radians

 private:
  Camera camera_of(const OrbitPose& pose, glm::ivec2 size) const;
  /// Half of the field of view of the window's narrower side, radians.
  float half_view() const;
  /// Keeps the target within the limits.
  void limit();

  OrbitPose pose_, target_, home_;
  glm::vec3 up_{0, 0, 1};
  float field_of_view_ = 0.7f;
  float nearest_ = 0.01f, farthest_ = 100.0f;  ///< limits of the distance to the pivot
  float reach_ = 10.0f;                        ///< largest distance of the pivot from `centre_`
  glm::vec3 centre_{0.0f};                     ///< of the box
};

}  // namespace asrg
