#pragma once

#include "compress/model/orbit_pose.h"
#include "cuda/camera/camera.h"

#include <glm/glm.hpp>

#include <numbers>
#include <optional>

namespace asrg {

/// A camera that orbits an object and follows its target smoothly. World units, radians, pixels of the window.
class OrbitCamera {
 public:
  /// Looks at the whole of a box.
  /// @param up unit length
  /// @param field_of_view horizontal, radians
  /// @param front the side to look from, unit length; nothing: any
  /// @param distance from the box's centre, world units; 0: so that the whole box is seen
  void frame(const Box& box, glm::vec3 up, float field_of_view, std::optional<glm::vec3> front = {}, float distance = 0);

  void orbit(glm::vec2 pixels);
  void pan(glm::vec2 pixels, glm::ivec2 window);
  /// @param notches of the wheel; towards the cursor
  void zoom(float notches, glm::vec2 cursor, glm::ivec2 window);
  /// Moves camera and pivot: right, up, forward, as shares of the distance.
  void fly(glm::vec3 shares);
  void set_pivot(glm::vec3 world);
  void turn(float radians) { target_.azimuth += radians; }
  void reset() { go_to(home_, false); }
  /// By the shorter way round.
  /// @param at_once without moving there smoothly
  void go_to(const OrbitPose& pose, bool at_once);

  /// Moves on towards the target. @return is it still on its way?
  bool advance(float seconds);
  const OrbitPose& target() const { return target_; }
  const OrbitPose& pose() const { return pose_; }
  glm::vec3 up() const { return up_; }
  Camera camera(glm::ivec2 size) const;

  /// Limits of the elevation, radians: a little below the plane that the object stands on, and just short of straight above.
  static constexpr float lowest = -0.6f, highest = 1.54f;
  static constexpr float full_turn = 2 * std::numbers::pi_v<float>;  ///< radians

 private:
  Camera camera_of(const OrbitPose& pose, glm::ivec2 size) const;
  void limit();

  OrbitPose pose_, target_, home_;
  glm::vec3 up_{0, 0, 1};
  float field_of_view_ = 0.7f;
  float nearest_ = 0.01f, farthest_ = 100.0f, reach_ = 10.0f;
  glm::vec3 centre_{0.0f};
};

}  // namespace asrg
