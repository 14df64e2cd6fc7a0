#include "cuda/core/primitives.h"

#include "cuda/core/launch.h"

#include <tbb/parallel_sort.h>

#include <algorithm>

#if defined(__CUDACC__)
#include "cuda/core/error.h"

#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_scan.cuh>
#include <cub/device/device_select.cuh>
#endif

namespace asrg {
namespace {

/// The whole scan by one thread. Index: 0.
struct SerialScan {
  std::int32_t* counts;
  std::size_t n;

  void operator()(int) const {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += std::exchange(counts[i], sum);
  }
};

/// Index: 0. The sort itself is parallel.
struct SortUnique {
  std::uint64_t* keys;
  std::size_t n;
  std::int32_t* distinct;

  void operator()(int) const {
    tbb::parallel_sort(keys, keys + n);
    *distinct = static_cast<std::int32_t>(std::unique(keys, keys + n) - keys);
  }
};

#if defined(__CUDACC__)
/// Runs one of CUB's algorithms, which is called twice: for the size of its scratch memory, and for the work.
template <class Algorithm>
void run_cub(Device& device, const char* name, Algorithm&& algorithm) {
  std::size_t bytes = 0;
  const auto check = [&](cudaError_t status) {
    if (status != cudaSuccess)
      throw Error(ErrorKind::runtime, std::string("the CUDA device failed at ") + name + ": " + cudaGetErrorString(status));
  };
  check(algorithm(nullptr, bytes, nullptr));
  Buffer<std::uint8_t> scratch(device, bytes);
  const auto stream = static_cast<cudaStream_t>(device.begin_launch(name));
  const cudaError_t status = algorithm(scratch.data(), bytes, stream);
  device.end_launch();
  check(status);
}
#endif

}  // namespace

std::int32_t exclusive_scan(Device& device, Buffer<std::int32_t>& counts) {
  const std::size_t n = counts.size();
  // CUB reads it, though no sum depends on it: what checks for uninitialised memory shall find none.
  device.zero(counts.data() + n - 1, sizeof(std::int32_t));
#if defined(__CUDACC__)
  if (device.is_cuda())
    run_cub(device, "scan", [&](void* scratch, std::size_t& bytes, cudaStream_t stream) {
      return cub::DeviceScan::ExclusiveSum(scratch, bytes, counts.data(), counts.data(), static_cast<int>(n), stream);
    });
  else
#endif
    launch_on_cpu(device, "scan", 1, SerialScan{counts.data(), n});
  std::int32_t total = 0;
  device.copy(&total, counts.data() + n - 1, sizeof(total));
  return total;
}

Buffer<std::uint64_t> sort_unique(Device& device, Buffer<std::uint64_t> keys, [[maybe_unused]] int bits) {
  if (keys.empty()) return keys;
  Buffer<std::int32_t> distinct(device, 1);
#if defined(__CUDACC__)
  if (device.is_cuda()) {
    const int n = static_cast<int>(keys.size());
    Buffer<std::uint64_t> sorted(device, keys.size());
    run_cub(device, "sort", [&](void* scratch, std::size_t& bytes, cudaStream_t stream) {
      return cub::DeviceRadixSort::SortKeys(scratch, bytes, keys.data(), sorted.data(), n, 0, bits, stream);
    });
    run_cub(device, "unique", [&](void* scratch, std::size_t& bytes, cudaStream_t stream) {
      return cub::DeviceSelect::Unique(scratch, bytes, sorted.data(), keys.data(), distinct.data(), n, stream);
    });
  } else
#endif
    launch_on_cpu(device, "sort", 1, SortUnique{keys.data(), keys.size(), distinct.data()});
  const auto count = static_cast<std::size_t>(distinct.download()[0]);
  Buffer<std::uint64_t> result(device, count);
  device.copy(result.data(), keys.data(), count * sizeof(std::uint64_t));
  return result;
}

}  // namespace asrg
