#include "cuda/core/backend.h"
#include "cuda/core/cuda_call.h"
#include "cuda/core/cuda_events.h"
#include "cuda/core/probe.h"

#if __has_include(<nvtx3/nvToolsExt.h>)
#include <nvtx3/nvToolsExt.h>
#define ASRG_NVTX 1
#endif

#include <cstdint>
#include <optional>

namespace asrg {
namespace {

constexpr int least_capability = 75;  // Turing: the oldest that the toolkit still compiles for

/// Shows a launch under its name in a profiler's timeline (NVTX).
void begin_range([[maybe_unused]] const char* name) {
#if defined(ASRG_NVTX)
  nvtxRangePushA(name);
#endif
}
void end_range() {
#if defined(ASRG_NVTX)
  nvtxRangePop();
#endif
}

class CudaBackend final : public DeviceBackend {
 public:
  explicit CudaBackend(int device) : device_(device) {
    const CurrentDevice current(device_);
    check_cuda(cudaGetDeviceProperties(&properties_, device), "its start");
    probe();
    check_cuda(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "its start");
    times_.emplace(stream_);
    int pooled = 0;
    pooled_ = cudaDeviceGetAttribute(&pooled, cudaDevAttrMemoryPoolsSupported, device) == cudaSuccess && pooled;
    if (cudaMemPool_t pool = nullptr; pooled_ && cudaDeviceGetDefaultMemPool(&pool, device) == cudaSuccess) {
      // The pool keeps what is freed: a change of topology frees all buffers and soon allocates others.
      std::uint64_t keep = UINT64_MAX;
      cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &keep);
    }
  }
  CudaBackend(const CudaBackend&) = delete;
  CudaBackend& operator=(const CudaBackend&) = delete;
  ~CudaBackend() override {
    const CurrentDevice current(device_);
    cudaStreamSynchronize(stream_);
    times_.reset();
    cudaStreamDestroy(stream_);
  }

  bool is_cuda() const override { return true; }
  int slots() const override { return 1; }
  std::string description() const override {
    return fmt::format("{}, {:.0f} GiB, compute capability {}.{}", properties_.name,
                       static_cast<double>(properties_.totalGlobalMem) / (1 << 30), properties_.major, properties_.minor);
  }
  int index() const override { return device_; }

  void* allocate(std::size_t bytes) override {
    const CurrentDevice current(device_);
    void* memory = nullptr;
    const cudaError_t status = pooled_ ? cudaMallocAsync(&memory, bytes + 64, stream_) : cudaMalloc(&memory, bytes + 64);
    if (status == cudaSuccess) return memory;
    cudaGetLastError();
    std::size_t free = 0, total = 0;
    cudaMemGetInfo(&free, &total);
    throw Error(ErrorKind::runtime, fmt::format("not enough memory on {}: {} MiB were asked for, {} of {} MiB are free ({})",
                                                properties_.name, bytes >> 20, free >> 20, total >> 20, cudaGetErrorString(status)));
  }
  void release(void* memory) noexcept override {
    const CurrentDevice current(device_);
    if (pooled_)
      cudaFreeAsync(memory, stream_);
    else
      cudaFree(memory);
  }
  void copy(void* to, const void* from, std::size_t bytes) override {
    if (!bytes) return;
    const CurrentDevice current(device_);
    check_cuda(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDefault, stream_), "a copy");
    synchronize();
  }
  void zero(void* memory, std::size_t bytes) override {
    const CurrentDevice current(device_);
    if (bytes) check_cuda(cudaMemsetAsync(memory, 0, bytes, stream_), "clearing memory");
  }

  std::unique_ptr<Readback> readback(std::size_t bytes) override { return cuda_readback(device_, stream_, bytes); }
  std::unique_ptr<Stopwatch> stopwatch() override { return cuda_stopwatch(device_, stream_); }

  void run(const char* name, int, int, const Device::Work&) override {
    throw Error(ErrorKind::runtime, fmt::format("{} was compiled for the CPU only", name));
  }

  void* begin_launch(const char* name) override {
    CurrentDevice current(device_);
    times_->begin(name);
    begin_range(name);
    launching_.emplace(std::move(current));
    return stream_;
  }
  void end_launch() override {
    const CurrentDevice current(std::move(*launching_));
    launching_.reset();
    end_range();
    times_->end();
  }

  void synchronize() override {
    const CurrentDevice current(device_);
    check_cuda(cudaStreamSynchronize(stream_), "the kernels that were queued");
  }
  const KernelTimes& times() override {
    const CurrentDevice current(device_);
    return times_->table();
  }
  void reset_times() override {
    const CurrentDevice current(device_);
    times_->reset();
  }

 private:
  /// Runs a kernel: only then does it show if the driver is older than the toolkit, or the program holds no machine code for the card. Done at the
  /// start, where the caller can still fall back to the CPU.
  void probe() const {
    const cudaError_t status = run_probe_kernel();
    if (status != cudaSuccess)
      throw Error(ErrorKind::unsupported, fmt::format("{} (compute capability {}.{}) cannot run this program's kernels: {}",
                                                      properties_.name, properties_.major, properties_.minor, cudaGetErrorString(status)));
  }

  int device_;
  cudaDeviceProp properties_{};
  cudaStream_t stream_ = nullptr;
  bool pooled_ = false;  ///< memory comes from the driver's pool by stream-ordered allocation
  std::optional<LaunchTimes> times_;
  std::optional<CurrentDevice> launching_;  ///< set between begin_launch() and end_launch()
};

}  // namespace

std::unique_ptr<DeviceBackend> make_cuda_backend(int index) {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  cudaGetLastError();
  if (status == cudaErrorInsufficientDriver)
    throw Error(ErrorKind::unsupported, fmt::format("there is no NVIDIA driver, or it is too old for CUDA {}", CUDART_VERSION / 1000));
  if (status != cudaSuccess || count == 0)
    throw Error(ErrorKind::unsupported, fmt::format("there is no CUDA device ({})", cudaGetErrorString(status)));
  if (index < 0 || index >= count)
    throw Error(ErrorKind::unsupported, fmt::format("there is no CUDA device {}: they are numbered from 0 to {}", index, count - 1));
  int major = 0, minor = 0;
  check_cuda(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, index), "its start");
  check_cuda(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, index), "its start");
  if (10 * major + minor < least_capability)
    throw Error(ErrorKind::unsupported,
                fmt::format("the CUDA device has compute capability {}.{}, and {:.1f} is needed", major, minor, least_capability * 0.1));
  return std::make_unique<CudaBackend>(index);
}

bool built_with_cuda() { return true; }

}  // namespace asrg
