#include "cuda/core/cuda_report.h"

#include "cuda/core/device.h"
#include "cuda/core/error.h"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <algorithm>

namespace asrg {
namespace {

std::string version_text(int version) { return fmt::format("{}.{}", version / 1000, version % 1000 / 10); }

}  // namespace

CudaReport report_cuda() {
  CudaReport r;
  r.toolkit = version_text(CUDART_VERSION);
  r.architectures = ASRG_CUDA_ARCHITECTURES;
  int driver = 0, count = 0;
  if (cudaDriverGetVersion(&driver) == cudaSuccess && driver > 0) r.driver = version_text(driver);
  if (cudaGetDeviceCount(&count) != cudaSuccess) count = 0;
  cudaGetLastError();
  bool usable = false;
  // At least the first is tried: the error says why there is none.
  for (int i = 0; i < std::max(1, count); ++i) {
    try {
      r.devices.push_back(Device::cuda(false, i).description());
      usable = true;
    } catch (const Error& e) {
      if (r.why_not.empty()) r.why_not = e.what();
      if (count > 0) r.devices.push_back(fmt::format("cannot be used: {}", e.what()));
    }
  }
  if (usable) r.why_not.clear();
  return r;
}

}  // namespace asrg
