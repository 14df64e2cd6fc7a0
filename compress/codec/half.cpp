#include "compress/codec/half.h"

#include <bit>
#include <cmath>
#include <limits>

namespace asrg {

std::uint16_t half_from_float(float x) {
  const auto sign = static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(x) >> 16 & 0x8000u);
  const float magnitude = std::fabs(x);
  if (magnitude >= 65504.0f) return sign | 0x7bffu;
  int exponent = magnitude > 0 ? std::ilogb(magnitude) : -14;
  if (exponent < -14) exponent = -14;
  // The unit in the last place is 2^(exponent - 10), also for subnormal halves; scaling by powers of two is exact.
  const auto units = static_cast<int>(std::nearbyint(std::ldexp(magnitude, 10 - exponent)));
  return static_cast<std::uint16_t>(sign | (((exponent + 14) << 10) + units));
}

float float_from_half(std::uint16_t half) {
  const int exponent = half >> 10 & 31, mantissa = half & 1023;
  float magnitude;
  if (exponent == 31)
    magnitude = mantissa ? std::numeric_limits<float>::quiet_NaN() : std::numeric_limits<float>::infinity();
  else
    magnitude =
        exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -24) : std::ldexp(static_cast<float>(1024 + mantissa), exponent - 25);
  return half & 0x8000u ? -magnitude : magnitude;
}

}  // namespace asrg
