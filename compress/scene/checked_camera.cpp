#include "compress/scene/checked_camera.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cmath>

namespace asrg {
namespace {

bool finite(const glm::dvec3& v) { return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z); }

}  // namespace

void set_pose(Camera& camera, const glm::dmat3& axes, const glm::dvec3& position, const std::string& where) {
  if (!finite(axes[0]) || !finite(axes[1]) || !finite(axes[2]) || !finite(position)) {
    throw Error(ErrorKind::io, fmt::format("{} has a pose with values that are not finite numbers", where));
  }
  // The diameter of the Earth in millimetres, and room to spare; what is squared stays far within single precision.
  constexpr double farthest = 1e12;
  if (glm::any(glm::greaterThan(glm::abs(position), glm::dvec3(farthest)))) {
    throw Error(ErrorKind::io,
                fmt::format("{} has a pose whose position cannot be meant: {}, {}, {}", where, position.x, position.y, position.z));
  }
  const double volume = glm::determinant(axes);
  const double scale = std::cbrt(volume);
  bool rotation = scale > 1e-6;
  for (int i = 0; i < 3 && rotation; ++i) {
    rotation =
        std::abs(glm::length(axes[i]) / scale - 1.0) < 0.02 && std::abs(glm::dot(axes[i], axes[(i + 1) % 3])) / (scale * scale) < 0.02;
  }
  if (!rotation) {
    const bool mirrored = volume < 0 && std::isfinite(volume);
    throw Error(ErrorKind::io,
                fmt::format("{} has a pose whose matrix is not a rotation{}", where,
                            mirrored ? ": it mirrors (one axis is flipped or two are exchanged, as in left-handed axes)" : ""));
  }

  const glm::dvec3 z = glm::normalize(axes[2]);
  const glm::dvec3 x = glm::normalize(axes[0] - glm::dot(axes[0], z) * z);
  camera.rotation = glm::mat3(glm::dmat3(x, glm::cross(z, x), z));
  camera.position = glm::vec3(position);
}

void check_intrinsics(const Camera& camera, const std::string& where) {
  if (!(camera.focal.x > 0) || !(camera.focal.y > 0) || !std::isfinite(camera.focal.x) || !std::isfinite(camera.focal.y)) {
    throw Error(ErrorKind::io, fmt::format("{} has a focal length of {} x {} pixels", where, camera.focal.x, camera.focal.y));
  }
  if (camera.size.x < 1 || camera.size.y < 1) {
    throw Error(ErrorKind::io, fmt::format("{} has a camera for images of {} x {} pixels", where, camera.size.x, camera.size.y));
  }
  for (const float value : {camera.principal_point.x, camera.principal_point.y, camera.k1, camera.k2, camera.k3, camera.p1, camera.p2}) {
    if (!std::isfinite(value)) throw Error(ErrorKind::io, fmt::format("{} has a camera with a value that is not a finite number", where));
  }
}

std::string mend_principal_point(Camera& camera) {
  const glm::vec2 stated = camera.principal_point, size(camera.size);
  if (!(glm::all(glm::greaterThanEqual(stated, glm::vec2(0))) && glm::all(glm::lessThanEqual(stated, glm::vec2(1))))) return {};
  if (glm::all(glm::lessThan(size, glm::vec2(4)))) return {};
  if (stated == glm::vec2(0)) {
    camera.principal_point = 0.5f * size;
    return "has the principal point 0, 0, which is taken as not stated: the image's middle is used";
  }
  camera.principal_point = stated * size;
  return fmt::format("has the principal point {}, {}, which is taken as fractions of the image's size", stated.x, stated.y);
}

bool can_undistort(const Camera& camera) {
  if (!camera.distorted()) return true;
  const glm::vec2 size(camera.size);
  for (int i = 0; i <= 8; ++i) {
    const float t = static_cast<float>(i) / 8.0f;
    for (const glm::vec2& at : {glm::vec2(t, 0), glm::vec2(t, 1), glm::vec2(0, t), glm::vec2(1, t)}) {
      const glm::vec2 distorted = (at * size - camera.principal_point) / camera.focal;
      const glm::vec2 error = camera.distort(camera.undistort(distorted)) - distorted;
      if (!(glm::length(error * camera.focal) < 0.5f)) return false;
    }
  }
  return true;
}

Camera scaled_to(const Camera& camera, glm::ivec2 size, const std::string& where) {
  if (camera.size == size) return camera;
  const glm::vec2 scale = glm::vec2(size) / glm::vec2(camera.size);
  // Rounding a size to whole pixels changes the shape of a small image by more than the limit.
  const float rounding = 1.0f / static_cast<float>(std::min(std::min(size.x, size.y), std::min(camera.size.x, camera.size.y)));
  if (std::abs(scale.x / scale.y - 1.0f) > 0.02f + rounding) {
    throw Error(ErrorKind::io, fmt::format("{} has {} x {} pixels, but its camera is for images of {} x {} pixels", where, size.x, size.y,
                                           camera.size.x, camera.size.y));
  }
  Camera result = camera;
  result.focal *= scale;
  result.principal_point *= scale;
  result.size = size;
  return result;
}

}  // namespace asrg
