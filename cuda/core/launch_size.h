#pragma once

#if defined(__CUDACC__)

#include <algorithm>

namespace asrg {

/// Threads a block at most. Told that there may be 256, ptxas gives some kernels so many registers that fewer threads run at once: drawing 106
/// instead of 80 (compute capability 9.0, CUDA 13.0).
constexpr int most_threads = 128;

/// Threads a block that keep most of a multiprocessor busy, as the driver reckons from the registers that a kernel takes. Asked for once a
/// kernel; as in pbrt-v4, gpu/util.h.
struct LaunchSize {
  int threads = most_threads;
  int blocks = 0;  ///< that fill the device

  template <class Function>
  static LaunchSize of(Function* kernel) {
    LaunchSize s;
    // Where the driver does not tell, the launch itself will say why.
    if (cudaOccupancyMaxPotentialBlockSize(&s.blocks, &s.threads, kernel, 0, most_threads) != cudaSuccess) {
      cudaGetLastError();
      s = {};
    }
    return s;
  }

  /// Threads a block for n threads in all: where large blocks would leave multiprocessors without one, smaller ones; whole warps.
  int threads_for(int n) const {
    constexpr int warp = 32;
    if (blocks == 0 || n / threads >= blocks) return threads;
    const int fair = (n / blocks + warp - 1) / warp * warp;
    return std::clamp(fair, std::min(2 * warp, threads), threads);
  }
};

}  // namespace asrg

#endif
