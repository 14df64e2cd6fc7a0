#pragma once

#include "cuda/core/device.h"

#include <cuda_runtime_api.h>

#include <memory>
#include <vector>

namespace asrg {

/// Measures launches by two CUDA events each. begin() and end() do not wait for the device; table() and reset() do.
/// @pre in every call the stream's device is the current one
class LaunchTimes {
 public:
  explicit LaunchTimes(cudaStream_t stream) : stream_(stream) {}
  LaunchTimes(const LaunchTimes&) = delete;
  LaunchTimes& operator=(const LaunchTimes&) = delete;
  ~LaunchTimes();

  /// @param name has to live as long as this object
  /// @throws Error (runtime)
  void begin(const char* name);
  /// A launch that failed is not counted.
  /// @throws Error (runtime) where it failed
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
  Launch open_{};                    ///< the launch between begin() and end(); its name is null otherwise
  std::vector<Launch> pending_;      ///< queued launches whose times have not been read yet
  std::vector<cudaEvent_t> events_;  ///< free events, for the next launches
  KernelTimes table_;
};

/// Page-locked memory that a copy in the stream fills.
std::unique_ptr<Readback> cuda_readback(int device, cudaStream_t stream, std::size_t bytes);

std::unique_ptr<Stopwatch> cuda_stopwatch(int device, cudaStream_t stream);

}  // namespace asrg
