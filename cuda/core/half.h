#pragma once

#include "cuda/core/host_device.h"

#include <bit>
#include <cstdint>

namespace asrg {

// Plain integer operations on CUDA, too: instructions that convert have a fraction of the others' throughput there (CUDA C++ Programming Guide, arithmetic
// instructions), and a runtime that emulates a device may not know them.

/// IEEE 754 binary16 of `x`, rounded to nearest, ties to even. Beyond the range: the largest finite half (65504) of the same sign. NaN stays NaN.
ASRG_HD inline std::uint16_t half_from_float(float x) {
  std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000u);
  bits &= 0x7fffffffu;
  if (bits > 0x7f800000u) return sign | 0x7e00u;
  if (bits >= 0x477fe000u) return sign | 0x7bffu;
  if (bits < 0x38800000u)  // subnormal: the unit in the last place of numbers from 0.5 on is 2^-24, as that of subnormal halves
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(std::bit_cast<float>(bits) + 0.5f) - 0x3f000000u));
  bits += 0xfffu + (bits >> 13 & 1u);  // to nearest, ties to even
  return static_cast<std::uint16_t>(sign | (bits - 0x38000000u) >> 13);
}

/// The exact value of a binary16; infinities and NaN as such.
ASRG_HD inline float float_from_half(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16, rest = half & 0x7fffu;
  if (rest < 0x400u) {
    const float magnitude = static_cast<float>(rest) * 5.9604644775390625e-8f;  // 2^-24
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | sign);
  }
  // The exponent's bias is 15 in halves, 127 in floats; that of infinities and NaN is all ones in both.
  const std::uint32_t bias = rest >= 0x7c00u ? 0x70000000u : 0x38000000u;
  return std::bit_cast<float>(sign | ((rest << 13) + bias));
}

}  // namespace asrg
