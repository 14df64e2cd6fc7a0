#include "cuda/core/backend.h"
#include "cuda/core/cuda_report.h"
#include "cuda/core/error.h"

namespace asrg {

std::unique_ptr<DeviceBackend> make_cuda_backend(int) { throw Error(ErrorKind::unsupported, "this program was built without CUDA"); }

bool built_with_cuda() { return false; }

CudaReport report_cuda() {
  CudaReport r;
  r.why_not = std::string("this program was built without CUDA: ") + ASRG_WITHOUT_CUDA;
  return r;
}

}  // namespace asrg
