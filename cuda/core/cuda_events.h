#pragma once

#include "cuda/core/device.h"

#include <cuda_runtime_api.h>

#include <memory>
#include <vector>

namespace asrg {

/// Times launches by two events each, which nobody waits for until the table is asked for. The device that it belongs to is current in every
/// call.
class LaunchTimes {
 public:
  explicit LaunchTimes(cudaStream_t stream) : stream_(stream) {}
  LaunchTimes(const LaunchTimes&) = delete;
  LaunchTimes& operator=(const LaunchTimes&) = delete;
  ~LaunchTimes();

  /// @param name lives as long as this
  /// @throws Error (runtime)
  void begin(const char* name);
  /// A launch that failed is forgotten: its times are no times.
  /// @throws Error (runtime) where it did
  void end();

  /// Waits for what is queued. @throws Error (runtime) where a kernel failed
  const KernelTimes& table();
  void reset();

 private:
  struct Launch {
    const char* name;
    cudaEvent_t begin, end;
  };

  void give_back(const Launch& launch);
  void collect(bool all);

  cudaStream_t stream_;
  Launch open_{};                    ///< between begin() and end(); without a name otherwise
  std::vector<Launch> pending_;      ///< queued, and not looked at yet
  std::vector<cudaEvent_t> events_;  ///< to be used again
  KernelTimes table_;
};

/// Page-locked memory that a copy in the stream fills.
std::unique_ptr<Readback> cuda_readback(int device, cudaStream_t stream, std::size_t bytes);

std::unique_ptr<Stopwatch> cuda_stopwatch(int device, cudaStream_t stream);

}  // namespace asrg
