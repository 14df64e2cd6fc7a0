#pragma once

#include "cuda/core/accumulate.h"

#include <cmath>

namespace asrg {

// Sums in fixed point: additions of integers may come in any order, so that threads that share a sum give the same bits in every run,
// whatever their number. Floating-point atomics do not.

/// Steps of a gradient's sum: it stays below 2^11, where Adam's are below 1.
constexpr float gradient_steps = 4503599627370496.0f;  // 2^52
/// Steps of a sum of squared errors: it stays below 2^31.
constexpr float error_steps = 4294967296.0f;  // 2^32

/// x in units of 1 / steps, which is a power of two.
ASRG_HD inline std::int64_t to_fixed(float x, float steps) {
#if defined(__CUDA_ARCH__)
  return __float2ll_rn(x * steps);
#else
  return std::llrintf(x * steps);
#endif
}

ASRG_HD inline void accumulate_fixed(std::int64_t& to, float x, float steps) { accumulate(to, to_fixed(x, steps)); }

/// Sums in fixed point, in the place of those of PatchSlots; null where sums are in floating point.
struct FixedSums {
  std::int64_t* corners;        ///< slots * corner_count * Channels::count
  std::int64_t* cell_error;     ///< slots * cell_count
  std::int64_t* environment;    ///< slots * EnvironmentSize::texels * 3
  std::int64_t* squared_error;  ///< slots
};

/// to += the slots' sums, which are zeroed.
struct TakeFixedKernel {
  std::int64_t* slots;
  std::int64_t stride;
  int count;
  double step;  ///< 1 / steps
  float* to;

  ASRG_HD void operator()(int i) const {
    std::int64_t sum = 0;
    for (int s = 0; s < count; ++s) {
      sum += slots[s * stride + i];
      slots[s * stride + i] = 0;
    }
    if (sum != 0) to[i] += static_cast<float>(static_cast<double>(sum) * step);
  }
};

}  // namespace asrg
