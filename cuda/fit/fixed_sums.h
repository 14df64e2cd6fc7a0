#pragma once

#include "cuda/core/accumulate.h"
#include "cuda/core/bits.h"

#include <cmath>

namespace asrg {

// Sums in fixed point. Integers may be added in any order: threads that share a sum get the same result in every run, whatever their number, unlike
// with atomic additions in floating point.

/// Sums of gradients are in units of 2^-52: their range is +-2^11, and gradients stay below 1.
constexpr float gradient_steps = 4503599627370496.0f;  // 2^52
/// Sums of squared errors are in units of 2^-32: their range is +-2^31.
constexpr float error_steps = 4294967296.0f;  // 2^32

/// x in units of 1 / steps, rounded to nearest. @param steps a power of two
ASRG_HD inline std::int64_t to_fixed(float x, float steps) {
#if defined(__CUDA_ARCH__)
  return __float2ll_rn(x * steps);
#else
  return std::llrintf(x * steps);
#endif
}

ASRG_HD inline void accumulate_fixed(std::int64_t& to, float x, float steps) { accumulate(to, to_fixed(x, steps)); }

/// Sums in fixed point that replace those of PatchSlots; all null where sums are in floating point.
struct FixedSums {
  std::int64_t* corners;        ///< slots * corner_count * Channels::count
  std::int64_t* cell_error;     ///< slots * cell_count
  std::int64_t* environment;    ///< slots * EnvironmentSize::texels * 3
  std::int64_t* highlights;     ///< slots * HighlightMap::count * 4
  std::int64_t* squared_error;  ///< slots
  std::int64_t* photos;         ///< slots * photos * PhotoCorrection::count
};

/// Adds the sums and the touched bits of the other slots to those of the first, and zeroes theirs. Index: word of `touched`.
struct ReduceFixedSlotsKernel {
  std::int64_t* sums;      ///< slots * corners * Channels::count
  std::uint64_t* touched;  ///< slots * words
  std::int64_t corners, words;
  int slots;

  ASRG_HD void operator()(int word) const {
    for (int s = 1; s < slots; ++s) {
      std::uint64_t& marks = touched[s * words + word];
      each_bit(marks, [&](int bit) {
        const std::int64_t first = (std::int64_t{word} * 64 + bit) * Channels::count;
        for (int c = 0; c < Channels::count; ++c) {
          std::int64_t& of_slot = sums[s * corners * Channels::count + first + c];
          sums[first + c] += of_slot;
          of_slot = 0;
        }
      });
      touched[word] |= marks;
      marks = 0;
    }
  }
};

/// Converts the first slot's sums to floating point, and zeroes them. Index: corner.
struct FloatFromFixedKernel {
  std::int64_t* fixed;
  const std::uint64_t* touched;
  double step;  ///< 1 / steps
  Channels* to;

  ASRG_HD void operator()(int corner) const {
    if (!is_marked(touched, corner)) return;
    for (int c = 0; c < Channels::count; ++c) {
      std::int64_t& sum = fixed[std::int64_t{corner} * Channels::count + c];
      to[corner].v[c] = static_cast<float>(static_cast<double>(sum) * step);
      sum = 0;
    }
  }
};

/// Adds the sums of all slots to `to`, in floating point, and zeroes them. Index: sum.
struct TakeFixedKernel {
  std::int64_t* slots;
  std::int64_t stride;  ///< sums per slot
  int count;            ///< slots
  double step;          ///< 1 / steps
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
