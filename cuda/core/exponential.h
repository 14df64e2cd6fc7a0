#pragma once

#include "cuda/core/host_device.h"

#include <cmath>
#include <cstdint>
#include <cstring>

namespace asrg {

/// e^x for kernels that need it once or twice a sample. On the CPU it is computed in place, within 2e-7 of e^x, by Cody and Waite's reduction to
/// |r| <= ln(2) / 2 ("Software Manual for the Elementary Functions", 1980) and a polynomial: a call of the C library's expf() would, in the middle of
/// a loop, have all vector registers saved. Below -87 it is that of -87, above 88 that of 88: neither 0 nor infinite. NaN stays NaN.
ASRG_HD inline float exponential(float x) {
#if defined(__CUDA_ARCH__)
  return expf(x);
#else
  constexpr float log2_e = 1.44269504f, ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f;
  constexpr float to_integer = 12582912.0f;  // 1.5 * 2^23: what is added to it is rounded to an integer, which its lowest bits then hold
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  const float shifted = x * log2_e + to_integer, n = shifted - to_integer;
  const float r = (x - n * ln2_high) - n * ln2_low;
  const float rr = r * r;
  // Taylor's coefficients, adjusted to the interval (Moshier's Cephes library, expf).
  const float p = ((((1.9875691500e-4f * r + 1.3981999507e-3f) * r + 8.3334519073e-3f) * r + 4.1665795894e-2f) * r + 1.6666665459e-1f) * r +
                  5.0000001201e-1f;
  std::uint32_t bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 127) << 23;  // the lowest bits of `shifted` plus the exponent's bias
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return (p * rr + r + 1.0f) * power;
#endif
}

}  // namespace asrg
