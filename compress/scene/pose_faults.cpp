#include "compress/scene/pose_faults.h"

#include "compress/scene/focus.h"

#include <algorithm>
#include <vector>

namespace asrg {
namespace {

/// Rays from `origins` relative to their mean, so that single precision suffices.
std::vector<Ray> rays_from(const std::vector<glm::dvec3>& origins, const std::vector<glm::vec3>& directions, float sign) {
  glm::dvec3 mean(0);
  for (const glm::dvec3& origin : origins) mean += origin / static_cast<double>(origins.size());
  std::vector<Ray> rays;
  for (std::size_t i = 0; i < origins.size(); ++i) rays.push_back({origins[i] - mean, sign * directions[i]});
  return rays;
}

/// True where four fifths of the optical axes pass one point in front of their cameras at less than a third of its distance, which is too close
/// to be chance.
/// @param rounding the smallest distance along an axis that is not only rounding error, world units
bool look_at_one_point(const std::vector<Ray>& axes, float rounding) {
  const auto focus = find_focus(axes);
  if (!focus) return false;
  std::size_t close = 0;
  for (const Ray& axis : axes) {
    const float along = glm::dot(*focus - axis.origin, axis.direction);
    close += along > rounding && glm::length(*focus - axis.origin - along * axis.direction) < along / 3;
  }
  return close * 10 >= axes.size() * 8;
}

}  // namespace

std::string likely_pose_fault(std::span<const PosedImage> views) {
  if (views.size() < 4) return {};
  std::vector<glm::dvec3> centres, inverse_centres;
  std::vector<glm::vec3> axes, inverse_axes;
  for (const PosedImage& view : views) {
    const glm::mat3& rotation = view.camera.rotation;
    centres.push_back(view.position);
    axes.push_back(rotation[2]);
    inverse_centres.push_back(-(glm::transpose(glm::dmat3(rotation)) * view.position));
    inverse_axes.push_back(glm::transpose(rotation)[2]);
  }
  // Points nearer than the rounding error of the positions do not count: world-to-camera matrices taken for camera-to-world ones can put all
  // cameras into one place.
  double farthest = 0;
  for (const glm::dvec3& centre : centres) farthest = std::max(farthest, glm::length(centre));
  const auto meet = [&](const auto& origins, const auto& directions, float sign) {
    return look_at_one_point(rays_from(origins, directions, sign), static_cast<float>(1e-9 * farthest));
  };
  if (meet(centres, axes, 1)) return {};
  if (meet(centres, axes, -1)) {
    return "all cameras look away from the point where their axes meet: right for a room taken from its middle; with an object there, the "
           "poses' axes are another program's (z forward as in OpenCV where backward is meant as in OpenGL, or the other way round)";
  }
  if (meet(inverse_centres, inverse_axes, 1) || meet(inverse_centres, inverse_axes, -1)) {
    return "the cameras do not look at a common point, but would if their matrices were inverted: the poses seem to be world-to-camera "
           "where camera-to-world is meant, or the other way round";
  }
  return {};
}

}  // namespace asrg
