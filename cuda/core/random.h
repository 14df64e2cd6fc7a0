#pragma once

#include "cuda/core/host_device.h"

#include <cstdint>

namespace asrg {

/// PCG hash (Jarzynski and Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020): the i-th random number of a stream follows from i, so that
/// threads keep no generator state.
ASRG_HD inline std::uint32_t hash_u32(std::uint32_t x) {
  const std::uint32_t state = x * 747796405u + 2891336453u;
  const std::uint32_t word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}

ASRG_HD inline std::uint32_t hash_u32(std::uint32_t a, std::uint32_t b, std::uint32_t c = 0) {
  return hash_u32(a + hash_u32(b + hash_u32(c)));
}

/// Uniform in [0, 1).
ASRG_HD inline float unit_float(std::uint32_t bits) { return static_cast<float>(bits >> 8) * (1.0f / 16777216.0f); }

}  // namespace asrg
