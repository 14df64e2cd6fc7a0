#include "compress/scene/pose_faults.h"

#include "compress/scene/focus.h"

#include <algorithm>
#include <vector>

namespace asrg {
namespace {

/// Do the optical axes pass one point so closely that it cannot be by chance: by less than a third of its distance?
bool look_at_one_point(const std::vector<Ray>& axes) {
  const auto focus = find_focus(axes);
  if (!focus) return false;
  std::size_t close = 0;
  for (const Ray& axis : axes) {
    const float along = glm::dot(*focus - axis.origin, axis.direction);
    close += along > 0 && glm::length(*focus - axis.origin - along * axis.direction) < along / 3;
  }
  return close * 10 >= axes.size() * 8;
}

}  // namespace

std::string likely_pose_fault(std::span<const Camera> cameras) {
  if (cameras.size() < 4) return {};
  std::vector<Ray> stated, backward, inverse, inverse_backward;
  for (const Camera& camera : cameras) {
    stated.push_back({camera.position, camera.rotation[2]});
    backward.push_back({camera.position, -camera.rotation[2]});
    const glm::mat3 rotation = glm::transpose(camera.rotation);
    inverse.push_back({-(rotation * camera.position), rotation[2]});
    inverse_backward.push_back({-(rotation * camera.position), -rotation[2]});
  }
  if (find_focus(stated)) return {};
  if (look_at_one_point(backward)) {
    return "all cameras look away from the point where their axes meet: right for a room taken from its middle; with an object there, the "
           "poses' axes are another program's (z forward as in OpenCV where backward is meant as in OpenGL, or the other way round)";
  }
  if (look_at_one_point(inverse) || look_at_one_point(inverse_backward)) {
    return "the cameras do not look at a common point, but would if their matrices were inverted: the poses seem to be world-to-camera "
           "where "
           "camera-to-world is meant, or the other way round";
  }
  return {};
}

}  // namespace asrg
