#pragma once

#include "cuda/core/error.h"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <utility>

namespace asrg {

/// @param what was asked of the device, for the sentence
/// @throws Error (runtime)
inline void check_cuda(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  throw Error(ErrorKind::runtime, fmt::format("the CUDA device failed at {}: {}", what, cudaGetErrorString(status)));
}

/// Makes `device` the calling thread's current CUDA device for the lifetime of the object, and then restores the one before. CUDA keeps a current
/// device for each thread: the caller may have set another one, or be another thread than the one that opened the device.
class CurrentDevice {
 public:
  explicit CurrentDevice(int device) {
    int current = device;
    if (cudaGetDevice(&current) != cudaSuccess || current == device) return;
    if (cudaSetDevice(device) == cudaSuccess) before_ = current;
  }
  CurrentDevice(CurrentDevice&& other) noexcept : before_(std::exchange(other.before_, -1)) {}
  CurrentDevice& operator=(CurrentDevice&&) = delete;
  ~CurrentDevice() {
    if (before_ >= 0) cudaSetDevice(before_);
  }

 private:
  int before_ = -1;  ///< the device to restore; -1: none
};

}  // namespace asrg
