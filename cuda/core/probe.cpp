#include "cuda/core/probe.h"

namespace asrg {
namespace {

constexpr int mark = 0x41535247;

__global__ void write_mark(int* to) { *to = mark; }

}  // namespace

cudaError_t run_probe_kernel() {
  int* memory = nullptr;
  cudaError_t status = cudaMalloc(&memory, sizeof(int));
  if (status == cudaSuccess) {
    int seen = 0;
    write_mark<<<1, 1>>>(memory);
    status = cudaGetLastError();
    if (status == cudaSuccess) status = cudaMemcpy(&seen, memory, sizeof(seen), cudaMemcpyDeviceToHost);
    if (status == cudaSuccess && seen != mark) status = cudaErrorUnknown;
    cudaFree(memory);
  }
  cudaGetLastError();  // clears the status, which would otherwise count as an error of the next launch

  return status;
}

}  // namespace asrg
