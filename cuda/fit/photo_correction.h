#pragma once

#include "cuda/camera/camera.h"
#include "cuda/grid/lattice.h"

#include <glm/gtc/quaternion.hpp>

namespace asrg {

/// What is wrong with one photo: where its camera stands, and how it was exposed. Learnt with the grid, as in Lin et al., "BARF: Bundle-adjusting
/// neural radiance fields", ICCV 2021, but with the gradient by hand.
///
/// The camera is turned about the grid's centre and then shifted: so the two hardly depend on each other, and the mean over all photos is the motion
/// of the whole scene, which no photo can tell.
struct PhotoCorrection {
  static constexpr int count = 12;
  static constexpr int pose_count = 6;  ///< the first numbers

  glm::vec3 rotation{0.0f};  ///< about the centre of the grid's box: axis times angle, radians, world axes
  glm::vec3 shift{0.0f};     ///< world axes, in units of the box's longest edge
  glm::vec3 log_gain{0.0f};  ///< the photo's R, G, B are the model's times exp(log_gain) ...
  glm::vec3 offset{0.0f};    ///< ... plus this

  ASRG_HD float* data() { return &rotation.x; }
  bool operator==(const PhotoCorrection&) const = default;
};
static_assert(sizeof(PhotoCorrection) == PhotoCorrection::count * sizeof(float));

/// Where corrections count from.
struct CorrectionFrame {
  glm::vec3 centre;  ///< of the box, world
  float longest;     ///< its longest edge, world units

  explicit CorrectionFrame(const Lattice& lattice) {
    const Box box = lattice.box();
    centre = 0.5f * (box.min + box.max);
    longest = static_cast<float>(lattice.box_longest()) * lattice.cell;
  }
};

/// The rotation about `axis_angle` by its length, radians.
ASRG_HD inline glm::mat3 rotation_about(glm::vec3 axis_angle) {
  const float angle = glm::length(axis_angle);
  return angle < 1e-12f ? glm::mat3(1.0f) : glm::mat3_cast(glm::angleAxis(angle, axis_angle / angle));
}

/// The camera where the photos say that it stood.
ASRG_HD inline Camera corrected(Camera camera, const PhotoCorrection& by, const CorrectionFrame& frame) {
  const glm::mat3 turn = rotation_about(by.rotation);
  camera.position = frame.centre + turn * (camera.position - frame.centre) + frame.longest * by.shift;
  camera.rotation = turn * camera.rotation;
  return camera;
}

}  // namespace asrg
