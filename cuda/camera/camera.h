#pragma once

#include "cuda/core/host_device.h"

#include <glm/glm.hpp>

namespace asrg {

/// A half-line in world space. `direction` has unit length.
struct Ray {
  glm::vec3 origin;
  glm::vec3 direction;
};

/// A pinhole camera with Brown-Conrady distortion (OpenCV's k1 k2 k3 p1 p2), plain data, passed to kernels by value.
///
/// Camera axes: x right, y down, z forward (OpenCV, COLMAP). Pixel (x, y) covers [x, x+1) x [y, y+1), its centre is
/// (x + 0.5, y + 0.5), and the principal point is in the same coordinates.
struct Camera {
  glm::mat3 rotation{1.0f};         ///< camera-to-world: columns are the camera's x, y, z axes in world space
  glm::vec3 position{0.0f};         ///< camera centre in world space
  glm::vec2 focal{1.0f};            ///< focal length, pixels
  glm::vec2 principal_point{0.0f};  ///< pixels
  glm::ivec2 size{0};               ///< image width and height, pixels
  float k1 = 0, k2 = 0, k3 = 0;     ///< radial distortion
  float p1 = 0, p2 = 0;             ///< tangential distortion

  bool operator==(const Camera&) const = default;

  ASRG_HD bool distorted() const { return k1 != 0 || k2 != 0 || k3 != 0 || p1 != 0 || p2 != 0; }

  /// Distorts normalised image coordinates (x/z, y/z).
  ASRG_HD glm::vec2 distort(glm::vec2 u) const {
    const float r2 = u.x * u.x + u.y * u.y;
    const float radial = 1.0f + r2 * (k1 + r2 * (k2 + r2 * k3));
    return {u.x * radial + 2.0f * p1 * u.x * u.y + p2 * (r2 + 2.0f * u.x * u.x),
            u.y * radial + p1 * (r2 + 2.0f * u.y * u.y) + 2.0f * p2 * u.x * u.y};
  }

  /// The derivative of `distort`: column k is that with respect to u[k].
  ASRG_HD glm::mat2 distortion_slope(glm::vec2 u) const {
    const float r2 = u.x * u.x + u.y * u.y;
    const float radial = 1.0f + r2 * (k1 + r2 * (k2 + r2 * k3)), slope = 2.0f * (k1 + r2 * (2.0f * k2 + r2 * 3.0f * k3));
    const float across = u.x * u.y * slope + 2.0f * (p1 * u.x + p2 * u.y);
    return {radial + u.x * u.x * slope + 2.0f * p1 * u.y + 6.0f * p2 * u.x, across, across,
            radial + u.y * u.y * slope + 6.0f * p1 * u.y + 2.0f * p2 * u.x};
  }

  /// Inverts `distort` by fixed-point iteration (as OpenCV's undistortPoints); good to 1e-5 for real lenses inside the image.
  ASRG_HD glm::vec2 undistort(glm::vec2 distorted_point) const {
    glm::vec2 u = distorted_point;
    for (int i = 0; i < 12; ++i) {
      const float r2 = u.x * u.x + u.y * u.y;
      const float radial = 1.0f + r2 * (k1 + r2 * (k2 + r2 * k3));
      const glm::vec2 tangential{2.0f * p1 * u.x * u.y + p2 * (r2 + 2.0f * u.x * u.x),
                                 p1 * (r2 + 2.0f * u.y * u.y) + 2.0f * p2 * u.x * u.y};
      u = (distorted_point - tangential) / radial;
    }
    return u;
  }

  /// The ray through image point `pixel` (pixel units; add 0.5 for a pixel's centre).
  ASRG_HD Ray ray(glm::vec2 pixel) const {
    glm::vec2 u = (pixel - principal_point) / focal;
    if (distorted()) u = undistort(u);
    return {position, glm::normalize(rotation * glm::vec3(u, 1.0f))};
  }

  /// Does the radial polynomial still grow at this distance from the axis? Beyond, it folds back and means nothing.
  ASRG_HD bool distortion_grows(glm::vec2 u) const {
    const float r2 = u.x * u.x + u.y * u.y;
    return 1.0f + r2 * (3.0f * k1 + r2 * (5.0f * k2 + r2 * 7.0f * k3)) > 0;
  }

  /// Projects a world point; returns false where it lies behind the camera or beyond what its lens maps. `pixel` may lie outside the image.
  ASRG_HD bool project(glm::vec3 world, glm::vec2& pixel) const {
    const glm::vec3 p = glm::transpose(rotation) * (world - position);
    if (p.z <= 0.0f) return false;
    glm::vec2 u{p.x / p.z, p.y / p.z};
    if (distorted()) {
      if (!distortion_grows(u)) return false;
      u = distort(u);
    }
    pixel = u * focal + principal_point;
    return true;
  }

  /// The same camera for an image reduced by the integer factor `n` (area filter): sizes are floored.
  ASRG_HD Camera downscaled(int n) const {
    Camera c = *this;
    c.focal /= static_cast<float>(n);
    c.principal_point /= static_cast<float>(n);
    c.size /= n;
    return c;
  }
};

/// An axis-aligned box in world space.
struct Box {
  glm::vec3 min{0.0f};
  glm::vec3 max{0.0f};
};

}  // namespace asrg
