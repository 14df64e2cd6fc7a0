#pragma once

#include "cuda/core/host_device.h"

namespace asrg {

// Hints to the CPU to fetch a cache line before it is needed; invalid addresses are allowed. They do nothing on CUDA, where other warps hide the
// latency of memory.
//
// GCC 12 takes a function that does nothing but prefetch for one without effects, and removes calls of it, and of what calls it. An empty asm statement
// is an effect.

ASRG_HD inline void prefetch([[maybe_unused]] const void* memory) {
#if !defined(__CUDA_ARCH__) && defined(__GNUC__)
  __builtin_prefetch(memory);
  asm volatile("");
#endif
}

ASRG_HD inline void prefetch_for_writing([[maybe_unused]] const void* memory) {
#if !defined(__CUDA_ARCH__) && defined(__GNUC__)
  __builtin_prefetch(memory, 1, 3);
  asm volatile("");
#endif
}

}  // namespace asrg
