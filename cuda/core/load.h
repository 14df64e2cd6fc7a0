#pragma once

#include "cuda/core/host_device.h"

namespace asrg {

/// Copies a struct whose size is a multiple of 16 bytes. On CUDA it is read by 16-byte loads; without this nvcc reads each member that is used by a
/// load of its own.
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
