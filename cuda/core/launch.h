#pragma once

#include "cuda/core/device.h"
#include "cuda/core/host_device.h"
#include "cuda/core/launch_size.h"

#include <type_traits>

namespace asrg {

#if defined(__CUDACC__)
template <class Kernel>
__global__ void __launch_bounds__(most_threads) run_on_cuda(const __grid_constant__ Kernel kernel, int n) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= n) return;
  if constexpr (std::is_invocable_v<const Kernel&, int, int>)
    kernel(i, 0);
  else
    kernel(i);
}
#endif

// launch() has another body under nvcc than under the host's compiler. Different namespaces keep the linker from taking one for the other
// (one-definition rule).
#if defined(__CUDACC__)
inline namespace for_cpu_and_cuda {
#else
inline namespace for_cpu {
#endif

/// launch() for a kernel that runs on the CPU only.
template <class Kernel>
void launch_on_cpu(Device& device, const char* name, int n, const Kernel& kernel, int grain = 256) {
  static_assert(std::is_trivially_copyable_v<Kernel>, "a kernel is plain parameters");
  const auto body = [](const void* context, int begin, int end, int slot) {
    const Kernel& k = *static_cast<const Kernel*>(context);
    for (int i = begin; i < end; ++i) {
      if constexpr (std::is_invocable_v<const Kernel&, int, int>)
        k(i, slot);
      else
        k(i);
    }
  };
  Kernel parameters = kernel;
#if __has_builtin(__builtin_clear_padding)
  __builtin_clear_padding(&parameters);  // tests search the parameters for pointers: leftovers in padding must not look like one.
                                         // GCC 12 leaves padding at the end of members: let them have none there.
#endif
  device.run(name, n, grain, {body, &parameters, sizeof(Kernel)});
}

/// Runs `kernel(i)` or `kernel(i, slot)` for i in [0, n), in any order and in parallel. On the CPU it returns when all are done; on CUDA it
/// queues them, one thread per index. A kernel is a struct of plain parameters with a const operator(); `name`, a literal, is the kernel's key in
/// Device::times().
/// Only sources that nvcc compiles can launch on CUDA: elsewhere a CUDA device throws.
/// @param grain indices that one CPU thread takes at a time
template <class Kernel>
void launch(Device& device, const char* name, int n, const Kernel& kernel, int grain = 256) {
#if defined(__CUDACC__)
  if (device.is_cuda()) {
    if (n <= 0) return;
    const auto stream = static_cast<cudaStream_t>(device.begin_launch(name));
    static const LaunchSize size = LaunchSize::of(run_on_cuda<Kernel>);
    const int threads = size.threads_for(n);
    run_on_cuda<<<static_cast<unsigned>((n - 1) / threads + 1), static_cast<unsigned>(threads), 0, stream>>>(kernel, n);
    device.end_launch();
    return;
  }
#endif
  launch_on_cpu(device, name, n, kernel, grain);
}

}  // namespace for_cpu or for_cpu_and_cuda

}  // namespace asrg
