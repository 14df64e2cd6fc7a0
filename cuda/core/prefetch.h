#pragma once

#include "cuda/core/host_device.h"

namespace asrg {

// Hints to the CPU to bring a cache line before it is needed; any address will do. Nothing on CUDA, where other threads work meanwhile.

ASRG_HD inline void prefetch([[maybe_unused]] const void* memory) {
#if !defined(__CUDA_ARCH__) && defined(__GNUC__)
  __builtin_prefetch(memory);
#endif
}

ASRG_HD inline void prefetch_for_writing([[maybe_unused]] const void* memory) {
#if !defined(__CUDA_ARCH__) && defined(__GNUC__)
  __builtin_prefetch(memory, 1, 2);
#endif
}

}  // namespace asrg
