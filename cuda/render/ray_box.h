#pragma once

#include "cuda/core/extremes.h"

#include <glm/glm.hpp>

namespace asrg {

/// Distance along the ray to where it leaves the box [lo, hi].
ASRG_HD inline float exit_distance(glm::vec3 origin, glm::vec3 inverse_direction, glm::vec3 lo, glm::vec3 hi) {
  const float tx = ((inverse_direction.x > 0 ? hi.x : lo.x) - origin.x) * inverse_direction.x;
  const float ty = ((inverse_direction.y > 0 ? hi.y : lo.y) - origin.y) * inverse_direction.y;
  const float tz = ((inverse_direction.z > 0 ? hi.z : lo.z) - origin.z) * inverse_direction.z;
  const float t = tx < ty ? tx : ty;
  return t < tz ? t : tz;
}

/// The direction with components that are nearly 0 replaced by +-1e-12, so that each has a finite inverse.
ASRG_HD inline glm::vec3 slanted(glm::vec3 d) {
  constexpr float tiny = 1e-12f;
  for (int k = 0; k < 3; ++k)
    if (d[k] < tiny && d[k] > -tiny) d[k] = d[k] < 0 ? -tiny : tiny;
  return d;
}

/// Distance along the ray to where it enters the box [lo, hi]; 0 where it begins inside. It enters if this is below exit_distance.
ASRG_HD inline float entry_distance(glm::vec3 origin, glm::vec3 inverse_direction, glm::vec3 lo, glm::vec3 hi) {
  float t = 0;
  for (int k = 0; k < 3; ++k) t = larger(((inverse_direction[k] > 0 ? lo[k] : hi[k]) - origin[k]) * inverse_direction[k], t);
  return t;
}

/// Cells are looked up at a point this far ahead of the ray's, in lattice units along each axis: a ray that has reached a face counts as being behind
/// it in spite of rounding, so that it does not advance in tiny steps.
ASRG_HD inline float look_ahead(glm::vec3 extent) { return 1e-3f + 3e-7f * (extent.x + extent.y + extent.z); }

/// -1 for each negative component, 1 for each other.
ASRG_HD inline glm::vec3 signs(glm::vec3 d) { return {d.x < 0 ? -1.0f : 1.0f, d.y < 0 ? -1.0f : 1.0f, d.z < 0 ? -1.0f : 1.0f}; }

}  // namespace asrg
