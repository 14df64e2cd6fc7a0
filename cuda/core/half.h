#pragma once

#include "cuda/core/host_device.h"

#include <bit>
#include <cstdint>

#if defined(__CUDACC__)
#include <cuda_fp16.h>
#endif

namespace asrg {

/// IEEE 754 binary16 of `x`, rounded to nearest, ties to even. Beyond the range: the largest finite half (65504) of the same sign. NaN stays NaN.
ASRG_HD inline std::uint16_t half_from_float(float x) {
#if defined(__CUDA_ARCH__)
  const float clamped = x > 65504.0f ? 65504.0f : x < -65504.0f ? -65504.0f : x;
  return __half_as_ushort(__float2half_rn(clamped));
#else
  std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000u);
  bits &= 0x7fffffffu;
  if (bits > 0x7f800000u) return sign | 0x7e00u;
  if (bits >= 0x477fe000u) return sign | 0x7bffu;
  if (bits < 0x38800000u)  // subnormal: the unit in the last place of numbers from 0.5 on is 2^-24, as that of subnormal halves
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(std::bit_cast<float>(bits) + 0.5f) - 0x3f000000u));
  bits += 0xfffu + (bits >> 13 & 1u);  // to nearest, ties to even
  return static_cast<std::uint16_t>(sign | (bits - 0x38000000u) >> 13);
#endif
}

/// The exact value of a binary16; infinities and NaN as such.
ASRG_HD inline float float_from_half(std::uint16_t half) {
#if defined(__CUDA_ARCH__)
  return __half2float(__ushort_as_half(half));
#else
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16, rest = half & 0x7fffu;
  if (rest < 0x400u) {
    const float magnitude = static_cast<float>(rest) * 5.9604644775390625e-8f;  // 2^-24
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | sign);
  }
  // The exponent's bias is 15 in halves, 127 in floats; that of infinities and NaN is all ones in both.
  const std::uint32_t bias = rest >= 0x7c00u ? 0x70000000u : 0x38000000u;
  return std::bit_cast<float>(sign | ((rest << 13) + bias));
#endif
}

}  // namespace asrg
