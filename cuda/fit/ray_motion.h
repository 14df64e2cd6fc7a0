#pragma once

#include "cuda/fit/photo_correction.h"
#include "cuda/fit/sample_record.h"
#include "cuda/grid/contraction.h"
#include "cuda/grid/grid_view.h"

namespace asrg {

/// The gradient of the loss with respect to PhotoCorrection's pose and lens: from the sum over a ray's samples of the gradient with respect to their positions.
/// Two smaller terms are left out: the view-dependent colour through the ray's direction, and the length of the samples' segments.
class RayMotion {
 public:
  /// @param inverse_longest 1 / the box's longest edge, lattice units
  ASRG_HD RayMotion(const LeavesView& g, const Ray& ray, float inverse_longest)
      : origin_(((ray.origin - g.origin) * g.inverse_cell - 0.5f * glm::vec3(g.extent)) * inverse_longest),
        direction_(ray.direction),
        longest_(1.0f / inverse_longest) {}

  /// @param index the cell's corners
  /// @param gradient of the loss with respect to the sample's interpolated channels
  template <class Value>
  ASRG_HD void add(const ValuesView<Value>& g, const SampleRecord& r, const std::int32_t* index, const Channels& gradient) {
    float s[8];
    for (int k = 0; k < 8; ++k) s[k] = dot(widened(load(g.values[index[k]])), gradient);
    const float x = r.fraction[0], y = r.fraction[1], z = r.fraction[2], x0 = 1 - x, y0 = 1 - y, z0 = 1 - z;
    const glm::vec3 slope{z0 * (y0 * (s[1] - s[0]) + y * (s[3] - s[2])) + z * (y0 * (s[5] - s[4]) + y * (s[7] - s[6])),
                          z0 * (x0 * (s[2] - s[0]) + x * (s[3] - s[1])) + z * (x0 * (s[6] - s[4]) + x * (s[7] - s[5])),
                          y0 * (x0 * (s[4] - s[0]) + x * (s[5] - s[1])) + y * (x0 * (s[6] - s[2]) + x * (s[7] - s[3]))};
    const glm::vec3 place = origin_ + distance_along_ray(g, r.t) * direction_;
    glm::vec3 at_place = (longest_ / static_cast<float>(1 << r.shift)) * slope;  // dLoss/d(place)
    if (g.reach > 0) at_place = before_contraction(g, place, at_place);
    shift_ += at_place;
    rotation_ += glm::cross(place, at_place);
  }

  /// The gradient with respect to PhotoCorrection::rotation and ::shift.
  ASRG_HD glm::vec3 rotation() const { return rotation_; }
  ASRG_HD glm::vec3 shift() const { return shift_; }

  /// Adds the gradient with respect to pose and lens; that with respect to the principal point as where the focal length is not corrected.
  /// @param camera of the ray, corrected
  ASRG_HD void add_to(PhotoCorrection& g, const Camera& camera) const {
    g.rotation += rotation_;
    g.shift += shift_;
    // The torque about the centre is that about the camera, which turns the ray's direction, and that of the force on the camera.
    const glm::vec3 of_direction = glm::cross(rotation_ - glm::cross(origin_, shift_), direction_);
    const glm::vec3 in_camera = direction_ * camera.rotation, slope = of_direction * camera.rotation;
    const glm::vec2 u = glm::vec2(in_camera) / in_camera.z, of_u = in_camera.z * glm::vec2(slope);
    // By the inverse of the distortion, u moves with the point of the image; where a polynomial folds back there is none.
    const glm::mat2 distortion = camera.distortion_slope(u);
    if (!(glm::determinant(distortion) > 0.1f)) return;
    const glm::vec2 of_point = of_u * glm::inverse(distortion);
    g.lens.log_focal -= glm::dot(of_point, camera.distort(u));
    g.lens.centre -= of_point;
    g.lens.radial -= glm::dot(of_point, glm::dot(u, u) * u);
  }

 private:
  /// The gradient with respect to a position from that with respect to the contracted position f(n) u, where n = |u| and f = (2 - 1/n) / n.
  ASRG_HD glm::vec3 before_contraction(const LeavesView& g, glm::vec3 place, glm::vec3 gradient) const {
    const glm::vec3 quarter = 0.25f * glm::vec3(g.extent), u = longest_ * place / quarter, a = glm::abs(u);
    const float n = maximum_norm(u);
    if (n <= 1) return gradient;
    const int k = farthest_axis(a);
    const float inverse = 1.0f / n, f = (2.0f - inverse) * inverse, f_slope = 2.0f * (inverse - 1.0f) * inverse * inverse;
    const glm::vec3 contracted = quarter * gradient;
    glm::vec3 of_u = f * contracted;
    of_u[k] += (u[k] < 0 ? -f_slope : f_slope) * glm::dot(u, contracted);
    return of_u / quarter;
  }

  glm::vec3 origin_;  ///< the ray's origin from the grid's centre, in units of the box's longest edge
  glm::vec3 direction_;
  float longest_;  ///< the box's longest edge, lattice units
  glm::vec3 rotation_{0.0f}, shift_{0.0f};
};

/// Takes RayMotion's place where poses are not learnt.
struct NoMotion {
  ASRG_HD void add(const LeavesView&, const SampleRecord&, const std::int32_t*, const Channels&) {}
};

}  // namespace asrg
