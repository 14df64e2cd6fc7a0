#include "viewer/app/cuda_sharing.h"

#include "cuda/core/cuda_call.h"

#include <GL/gl.h>
#include <cuda_gl_interop.h>

namespace asrg {
namespace {

void check(cudaError_t status, ErrorKind kind, const char* what) {
  if (status == cudaSuccess) return;
  cudaGetLastError();
  throw Error(kind, fmt::format("{}: {}", what, cudaGetErrorString(status)));
}

cudaGraphicsResource_t resource_of(void* p) { return static_cast<cudaGraphicsResource_t>(p); }

}  // namespace

CudaSharing::CudaSharing(unsigned gl_buffer, int device) : device_(device) {
  const CurrentDevice current(device_);
  cudaGraphicsResource_t resource = nullptr;
  check(cudaGraphicsGLRegisterBuffer(&resource, gl_buffer, cudaGraphicsRegisterFlagsWriteDiscard), ErrorKind::unsupported,
        "OpenGL does not run on the CUDA device");
  resource_ = resource;
}

CudaSharing::~CudaSharing() {
  unmap();
  const CurrentDevice current(device_);
  cudaGraphicsUnregisterResource(resource_of(resource_));
}

std::uint32_t* CudaSharing::map() {
  const CurrentDevice current(device_);
  cudaGraphicsResource_t resource = resource_of(resource_);
  check(cudaGraphicsMapResources(1, &resource), ErrorKind::runtime, "the picture's buffer cannot be mapped for CUDA");
  mapped_ = true;
  // The mapping is ordered in the default stream, but pictures are drawn in another one: wait for it.
  check(cudaStreamSynchronize(nullptr), ErrorKind::runtime, "the picture's buffer cannot be mapped for CUDA");
  void* memory = nullptr;
  std::size_t bytes = 0;
  check(cudaGraphicsResourceGetMappedPointer(&memory, &bytes, resource), ErrorKind::runtime,
        "the picture's buffer cannot be mapped for CUDA");
  return static_cast<std::uint32_t*>(memory);
}

void CudaSharing::unmap() {
  const CurrentDevice current(device_);
  cudaGraphicsResource_t resource = resource_of(resource_);
  if (mapped_) cudaGraphicsUnmapResources(1, &resource);
  mapped_ = false;
}

}  // namespace asrg
