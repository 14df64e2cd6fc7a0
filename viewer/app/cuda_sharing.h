#pragma once

#include <cstdint>

namespace asrg {

/// An OpenGL buffer that CUDA kernels write to, through the driver's graphics interoperability. Calls come from the thread of the OpenGL
/// context.
class CudaSharing {
 public:
  /// @param device which CUDA device writes to it, as CUDA counts them
  /// @throws Error (unsupported) where the buffer's context is not on the CUDA device, or the program was built without CUDA
  CudaSharing(unsigned gl_buffer, int device);
  ~CudaSharing();
  CudaSharing(const CudaSharing&) = delete;
  CudaSharing& operator=(const CudaSharing&) = delete;

  /// Until unmap() the memory is the device's, and OpenGL does not touch the buffer.
  /// @throws Error (runtime)
  std::uint32_t* map();
  void unmap();

 private:
  int device_ = 0;
  void* resource_ = nullptr;
  bool mapped_ = false;
};

}  // namespace asrg
