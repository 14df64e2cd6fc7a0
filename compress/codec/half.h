#pragma once

#include <cstdint>

namespace asrg {

/// IEEE 754 binary16 of `x`, rounded to nearest, ties to even. Beyond the range: the largest finite half (65504) of the same sign.
/// `x` must not be NaN.
std::uint16_t half_from_float(float x);

/// The exact value of a binary16; infinities and NaN as such.
float float_from_half(std::uint16_t half);

}  // namespace asrg
