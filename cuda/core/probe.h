#pragma once

#include <cuda_runtime_api.h>

namespace asrg {

/// Runs a tiny kernel of this program on the current CUDA device and waits for it.
/// @return cudaSuccess, or why none can run: no machine code for the card (cudaErrorNoKernelImageForDevice), a driver that does not
/// understand the PTX (cudaErrorUnsupportedPtxVersion), ...
cudaError_t run_probe_kernel();

}  // namespace asrg
