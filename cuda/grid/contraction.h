#pragma once

#include "cuda/core/host_device.h"

#include <glm/glm.hpp>

namespace asrg {

// Maps all of space into a cube, so that a lattice of finite extent holds an object's surroundings, too: the contraction of Barron et al.,
// "Mip-NeRF 360", CVPR 2022, eq. 10, in the maximum norm. u is measured from the centre of the object's box in units of half its size. The box,
// |u| <= 1, stays as it is; beyond it u becomes (2 - 1/|u|) u/|u|.

ASRG_HD inline float maximum_norm(glm::vec3 u) {
  const glm::vec3 a = glm::abs(u);
  return a.x > a.y ? (a.x > a.z ? a.x : a.z) : (a.y > a.z ? a.y : a.z);
}

/// The axis along which a point is farthest from the origin. @param a the absolute values of its coordinates
ASRG_HD inline int farthest_axis(glm::vec3 a) { return a.x >= a.y ? (a.x >= a.z ? 0 : 2) : (a.y >= a.z ? 1 : 2); }

/// @return a point of maximum norm below 2
ASRG_HD inline glm::vec3 contract(glm::vec3 u) {
  const float norm = maximum_norm(u);
  if (norm <= 1) return u;
  const float inverse = 1.0f / norm;
  return ((2.0f - inverse) * inverse) * u;
}

/// The point that is contracted to p. @pre |p| < 2
ASRG_HD inline glm::vec3 expand(glm::vec3 p) {
  const float norm = maximum_norm(p);
  return norm <= 1 ? p : p / (norm * (2.0f - norm));
}

}  // namespace asrg
