#pragma once

#include "cuda/camera/lens_change.h"
#include "cuda/grid/lattice.h"

#include <glm/gtc/quaternion.hpp>

namespace asrg {

/// The correction of one photo: of its camera's pose, of its exposure, and of its lens, which is the same for all photos of one camera. All are learnt with
/// the grid, as in Lin et al., "BARF: Bundle-adjusting neural radiance fields", ICCV 2021, and Jeong et al., "Self-calibrating neural radiance fields",
/// ICCV 2021.
///
/// The camera is turned about the grid's centre and then shifted. So the two hardly depend on each other, and their mean over all photos is a motion of
/// the whole scene, which no photo determines.
struct PhotoCorrection {
  static constexpr int count = 16;
  static constexpr int exposure_begin = 6, lens_begin = 12;  ///< numbers before the first are the pose's
  static constexpr int lens_count = count - lens_begin;

  glm::vec3 rotation{0.0f};  ///< about the centre of the grid's box: axis times angle, radians, world axes
  glm::vec3 shift{0.0f};     ///< world axes, in units of the box's longest edge
  glm::vec3 log_gain{0.0f};  ///< the photo's R, G, B are exp(log_gain) times the model's, plus offset
  glm::vec3 offset{0.0f};    ///< of sRGB-encoded colours, 0..1
  LensChange lens;

  ASRG_HD float* data() { return &rotation.x; }
  bool operator==(const PhotoCorrection&) const = default;
};
static_assert(sizeof(PhotoCorrection) == PhotoCorrection::count * sizeof(float));

/// The centre and the unit of length of corrections.
struct CorrectionFrame {
  glm::vec3 centre;  ///< of the box, world
  float longest;     ///< its longest edge, world units

  explicit CorrectionFrame(const Lattice& lattice) {
    const Box box = lattice.box();
    centre = 0.5f * (box.min + box.max);
    longest = static_cast<float>(lattice.box_longest()) * lattice.cell;
  }
};

/// The rotation matrix of a rotation vector (axis times angle, radians).
ASRG_HD inline glm::mat3 rotation_about(glm::vec3 axis_angle) {
  const float angle = glm::length(axis_angle);
  return angle < 1e-12f ? glm::mat3(1.0f) : glm::mat3_cast(glm::angleAxis(angle, axis_angle / angle));
}

/// The camera with its pose and lens corrected.
ASRG_HD inline Camera corrected(Camera camera, const PhotoCorrection& by, const CorrectionFrame& frame) {
  const glm::mat3 turn = rotation_about(by.rotation);
  camera.position = frame.centre + turn * (camera.position - frame.centre) + frame.longest * by.shift;
  camera.rotation = turn * camera.rotation;
  return by.lens.of(camera);
}

}  // namespace asrg
