#pragma once

#include "cuda/core/host_device.h"

#include <glm/glm.hpp>

namespace asrg {

// All of space in a cube, so that an object's surroundings find room in its lattice: the contraction of Barron et al., "Mip-NeRF 360", CVPR
// 2022, eq. 10, in the maximum norm. The object's box is |u| <= 1 and stays as it is; beyond, u becomes (2 - 1/|u|) u/|u|.

ASRG_HD inline float maximum_norm(glm::vec3 u) {
  const glm::vec3 a = glm::abs(u);
  return a.x > a.y ? (a.x > a.z ? a.x : a.z) : (a.y > a.z ? a.y : a.z);
}

/// @return below 2 in the maximum norm
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
