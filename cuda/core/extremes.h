#pragma once

#include "cuda/core/host_device.h"

#include <glm/glm.hpp>

namespace asrg {

// Minimum, maximum and clamp for kernels: std::min and std::max are host functions. Where an argument is NaN, the second one is returned.

template <class T>
ASRG_HD constexpr T smaller(T a, T b) {
  return a < b ? a : b;
}

template <class T>
ASRG_HD constexpr T larger(T a, T b) {
  return a > b ? a : b;
}

ASRG_HD inline int clamp_int(int x, int lo, int hi) { return x < lo ? lo : x > hi ? hi : x; }

/// Clamps each component to 0..hi.
ASRG_HD inline glm::ivec3 clamp_ivec(glm::ivec3 p, glm::ivec3 hi) {
  return {clamp_int(p.x, 0, hi.x), clamp_int(p.y, 0, hi.y), clamp_int(p.z, 0, hi.z)};
}

}  // namespace asrg
