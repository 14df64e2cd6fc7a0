#include "cuda/core/backend.h"
#include "cuda/core/error.h"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <cstdint>
#include <vector>

namespace asrg {
namespace {

constexpr int least_capability = 75;  // Turing: the oldest that the toolkit still compiles for

void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  throw Error(ErrorKind::runtime, fmt::format("the CUDA device failed at {}: {}", what, cudaGetErrorString(status)));
}

/// The time between two events of launches that have not been looked at yet.
struct PendingTime {
  std::string name;
  cudaEvent_t begin, end;
};

/// Page-locked memory that a copy in the stream fills, and the event behind that copy.
class CudaReadback final : public Readback {
 public:
  CudaReadback(std::size_t bytes, cudaStream_t stream) : bytes_(bytes), stream_(stream) {
    check(cudaMallocHost(&memory_, bytes), "taking page-locked memory");
    const cudaError_t status = cudaEventCreateWithFlags(&arrived_, cudaEventDisableTiming);
    if (status != cudaSuccess) cudaFreeHost(memory_);
    check(status, "making an event");
  }
  CudaReadback(const CudaReadback&) = delete;
  CudaReadback& operator=(const CudaReadback&) = delete;
  ~CudaReadback() override {
    cudaEventSynchronize(arrived_);
    cudaEventDestroy(arrived_);
    cudaFreeHost(memory_);
  }

  void start(const void* from) override {
    check(cudaMemcpyAsync(memory_, from, bytes_, cudaMemcpyDeviceToHost, stream_), "a copy");
    check(cudaEventRecord(arrived_, stream_), "a copy");
  }
  bool ready() override {
    const cudaError_t status = cudaEventQuery(arrived_);
    if (status == cudaErrorNotReady) {
      cudaGetLastError();  // or the next launch is told of it
      return false;
    }
    check(status, "the kernels that were queued");
    return true;
  }
  void wait() override { check(cudaEventSynchronize(arrived_), "the kernels that were queued"); }
  const void* data() const override { return memory_; }

 private:
  std::size_t bytes_;
  cudaStream_t stream_;
  void* memory_ = nullptr;
  cudaEvent_t arrived_ = nullptr;
};

class CudaBackend final : public DeviceBackend {
 public:
  explicit CudaBackend(int device) {
    check(cudaSetDevice(device), "its start");
    check(cudaGetDeviceProperties(&properties_, device), "its start");
    check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "its start");
    int pooled = 0;
    pooled_ = cudaDeviceGetAttribute(&pooled, cudaDevAttrMemoryPoolsSupported, device) == cudaSuccess && pooled;
    if (cudaMemPool_t pool = nullptr; pooled_ && cudaDeviceGetDefaultMemPool(&pool, device) == cudaSuccess) {
      // What is freed is soon asked for again: a change of topology frees and allocates everything.
      std::uint64_t keep = UINT64_MAX;
      cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &keep);
    }
  }
  CudaBackend(const CudaBackend&) = delete;
  CudaBackend& operator=(const CudaBackend&) = delete;
  ~CudaBackend() override {
    cudaStreamSynchronize(stream_);
    for (const PendingTime& p : pending_)
      for (const cudaEvent_t e : {p.begin, p.end}) cudaEventDestroy(e);
    for (const cudaEvent_t e : events_) cudaEventDestroy(e);
    cudaStreamDestroy(stream_);
  }

  bool is_cuda() const override { return true; }
  int slots() const override { return 1; }
  std::string description() const override {
    return fmt::format("{}, {:.0f} GiB, compute capability {}.{}", properties_.name,
                       static_cast<double>(properties_.totalGlobalMem) / (1 << 30), properties_.major, properties_.minor);
  }

  void* allocate(std::size_t bytes) override {
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
    if (pooled_)
      cudaFreeAsync(memory, stream_);
    else
      cudaFree(memory);
  }
  void copy(void* to, const void* from, std::size_t bytes) override {
    if (!bytes) return;
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDefault, stream_), "a copy");
    synchronize();
  }
  void zero(void* memory, std::size_t bytes) override {
    if (bytes) check(cudaMemsetAsync(memory, 0, bytes, stream_), "clearing memory");
  }

  std::unique_ptr<Readback> readback(std::size_t bytes) override { return std::make_unique<CudaReadback>(bytes, stream_); }

  void run(const char* name, int, int, const Device::Work&) override {
    throw Error(ErrorKind::runtime, fmt::format("{} was compiled for the CPU only", name));
  }

  void* begin_launch(const char* name) override {
    if (pending_.size() >= 1024) collect(false);
    pending_.push_back({name, take_event(), take_event()});
    check(cudaEventRecord(pending_.back().begin, stream_), name);
    return stream_;
  }
  void end_launch() override {
    PendingTime& p = pending_.back();
    check(cudaGetLastError(), p.name.c_str());
    check(cudaEventRecord(p.end, stream_), p.name.c_str());
  }

  void synchronize() override { check(cudaStreamSynchronize(stream_), "the kernels that were queued"); }
  const std::map<std::string, KernelTime>& times() override {
    collect(true);
    return times_;
  }
  void reset_times() override {
    collect(true);
    times_.clear();
  }

 private:
  cudaEvent_t take_event() {
    if (events_.empty()) {
      cudaEvent_t event = nullptr;
      check(cudaEventCreate(&event), "making an event");
      return event;
    }
    const cudaEvent_t event = events_.back();
    events_.pop_back();
    return event;
  }

  /// Adds up the times of the launches that are done.
  void collect(bool all) {
    if (all) synchronize();
    std::size_t done = 0;
    for (; done < pending_.size(); ++done) {
      PendingTime& p = pending_[done];
      if (!all && cudaEventQuery(p.end) == cudaErrorNotReady) {
        cudaGetLastError();  // or the next launch is told of it
        break;
      }
      float ms = 0;
      check(cudaEventElapsedTime(&ms, p.begin, p.end), p.name.c_str());
      KernelTime& time = times_[p.name];
      time.seconds += ms * 1e-3;
      ++time.launches;
      events_.push_back(p.begin);
      events_.push_back(p.end);
    }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(done));
  }

  cudaDeviceProp properties_{};
  cudaStream_t stream_ = nullptr;
  bool pooled_ = false;  ///< memory comes from the driver's pool, in the stream's order
  std::vector<PendingTime> pending_;
  std::vector<cudaEvent_t> events_;  ///< to be used again
  std::map<std::string, KernelTime> times_;
};

}  // namespace

std::unique_ptr<DeviceBackend> make_cuda_backend() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  cudaGetLastError();
  if (status == cudaErrorInsufficientDriver)
    throw Error(ErrorKind::unsupported, fmt::format("there is no NVIDIA driver, or it is too old for CUDA {}", CUDART_VERSION / 1000));
  if (status != cudaSuccess || count == 0)
    throw Error(ErrorKind::unsupported, fmt::format("there is no CUDA device ({})", cudaGetErrorString(status)));
  int major = 0, minor = 0;
  check(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0), "its start");
  check(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, 0), "its start");
  if (10 * major + minor < least_capability)
    throw Error(ErrorKind::unsupported,
                fmt::format("the CUDA device has compute capability {}.{}, and {:.1f} is needed", major, minor, least_capability * 0.1));
  return std::make_unique<CudaBackend>(0);
}

bool built_with_cuda() { return true; }

}  // namespace asrg
