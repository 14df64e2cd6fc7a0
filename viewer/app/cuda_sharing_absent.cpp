#include "viewer/app/cuda_sharing.h"

#include "cuda/core/error.h"

namespace asrg {

CudaSharing::CudaSharing(unsigned, int) { throw Error(ErrorKind::unsupported, "the program was built without CUDA"); }
CudaSharing::~CudaSharing() = default;
std::uint32_t* CudaSharing::map() { return nullptr; }
void CudaSharing::unmap() {}

}  // namespace asrg
