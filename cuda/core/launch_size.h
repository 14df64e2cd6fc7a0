#pragma once

#if defined(__CUDACC__)

#include <algorithm>

namespace asrg {

/// Most threads per block, which the kernels' launch bounds tell ptxas, too. With bounds of 256 it gave the drawing kernel 106 registers instead of
/// 80, so that fewer threads could be resident (compute capability 9.0, CUDA 13.0).
constexpr int most_threads = 128;

/// Threads per block for the highest occupancy of a multiprocessor, as the driver computes it from the registers that a kernel takes. Queried once
/// per kernel; as in pbrt-v4, gpu/util.h.
struct LaunchSize {
  int threads = most_threads;
  int blocks = 0;  ///< blocks of that size that fill the device; 0: not known

  template <class Function>
  static LaunchSize of(Function* kernel) {
    LaunchSize s;
    // Where the query fails, the launch will fail, too, and report why.
    if (cudaOccupancyMaxPotentialBlockSize(&s.blocks, &s.threads, kernel, 0, most_threads) != cudaSuccess) {
      cudaGetLastError();
      s = {};
    }
    return s;
  }

  /// Threads per block for n threads in all, in whole warps: smaller blocks where large ones would leave multiprocessors without work.
  int threads_for(int n) const {
    constexpr int warp = 32;
    if (blocks == 0 || n / threads >= blocks) return threads;
    const int fair = (n / blocks + warp - 1) / warp * warp;
    return std::clamp(fair, std::min(2 * warp, threads), threads);
  }
};

}  // namespace asrg

#endif
