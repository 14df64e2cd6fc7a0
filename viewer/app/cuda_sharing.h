#pragma once

#include <cstdint>

namespace asrg {

/// An OpenGL buffer that CUDA kernels write to, through the driver's graphics interoperability. Calls come from the thread of the OpenGL
/// context.
class CudaSharing {
 public:
  /// @param device number of the CUDA device that writes to it
  /// @throws Error (unsupported) where the buffer's context is not on the CUDA device, or the program was built without CUDA
  CudaSharing(unsigned gl_buffer, int device);
  ~CudaSharing();
  CudaSharing(const CudaSharing&) = delete;
  CudaSharing& operator=(const CudaSharing&) = delete;

  /// The buffer's memory on the device. Until unmap() OpenGL must not use the buffer.
  /// @throws Error (runtime)
  std::uint32_t* map();
  void unmap();

 private:
  int device_ = 0;
  void* resource_ = nullptr;
  bool mapped_ = false;
};

}  // namespace asrg
