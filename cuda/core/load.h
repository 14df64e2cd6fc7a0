#pragma once

#include "cuda/core/host_device.h"

namespace asrg {

/// A copy of a struct of whole 16 bytes: on CUDA by loads of that width, where nvcc makes one of each member that is used by itself.
template <class T>
ASRG_HD inline T load(const T& from) {
  static_assert(sizeof(T) % 16 == 0 && alignof(T) % 16 == 0);
#if defined(__CUDA_ARCH__)
  union {
    T to;
    float4 fours[sizeof(T) / 16];
  };
#pragma unroll
  for (int i = 0; i < static_cast<int>(sizeof(T) / 16); ++i) fours[i] = reinterpret_cast<const float4*>(&from)[i];
  return to;
#else
  return from;
#endif
}

}  // namespace asrg
