#pragma once

#include "cuda/core/host_device.h"

#include <cstdint>

namespace asrg {

ASRG_HD inline int count_bits(std::uint64_t x) {
#if defined(__CUDA_ARCH__)
  return __popcll(x);
#else
  return __builtin_popcountll(x);
#endif
}

/// Number of the lowest bit that is set. @pre x != 0
ASRG_HD inline int lowest_bit(std::uint64_t x) {
#if defined(__CUDA_ARCH__)
  return __ffsll(static_cast<long long>(x)) - 1;
#else
  return __builtin_ctzll(x);
#endif
}

/// Calls f(number) for every bit that is set, lowest first.
template <class Function>
ASRG_HD inline void each_bit(std::uint64_t bits, Function&& f) {
  for (; bits; bits &= bits - 1) f(lowest_bit(bits));
}

}  // namespace asrg
