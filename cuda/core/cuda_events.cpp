#include "cuda/core/cuda_events.h"

#include "cuda/core/backend.h"
#include "cuda/core/cuda_call.h"

namespace asrg {
namespace {

/// When so many launches are pending, begin() reads the times of those that are done.
constexpr std::size_t most_pending = 1024;

/// Has the device reached the event? @throws Error (runtime) where a kernel before it failed
bool reached(cudaEvent_t event) {
  const cudaError_t status = cudaEventQuery(event);
  if (status == cudaErrorNotReady) {
    cudaGetLastError();  // clears the status, which would otherwise count as an error of the next launch
    return false;
  }
  check_cuda(status, "the kernels that were queued");
  return true;
}

cudaEvent_t make_event(unsigned flags = cudaEventDefault) {
  cudaEvent_t event = nullptr;
  check_cuda(cudaEventCreateWithFlags(&event, flags), "making an event");
  return event;
}

class CudaReadback final : public Readback {
 public:
  CudaReadback(int device, cudaStream_t stream, std::size_t bytes) : device_(device), stream_(stream), bytes_(bytes) {
    const CurrentDevice current(device_);
    check_cuda(cudaMallocHost(&memory_, bytes), "taking page-locked memory");
    const cudaError_t status = cudaEventCreateWithFlags(&arrived_, cudaEventDisableTiming);
    if (status != cudaSuccess) cudaFreeHost(memory_);
    check_cuda(status, "making an event");
  }
  CudaReadback(const CudaReadback&) = delete;
  CudaReadback& operator=(const CudaReadback&) = delete;
  ~CudaReadback() override {
    const CurrentDevice current(device_);
    cudaEventSynchronize(arrived_);
    cudaEventDestroy(arrived_);
    cudaFreeHost(memory_);
  }

  void start(const void* from) override {
    const CurrentDevice current(device_);
    check_cuda(cudaMemcpyAsync(memory_, from, bytes_, cudaMemcpyDeviceToHost, stream_), "a copy");
    check_cuda(cudaEventRecord(arrived_, stream_), "a copy");
  }
  bool ready() override {
    const CurrentDevice current(device_);
    return reached(arrived_);
  }
  void wait() override {
    const CurrentDevice current(device_);
    check_cuda(cudaEventSynchronize(arrived_), "the kernels that were queued");
  }
  const void* data() const override { return memory_; }

 private:
  int device_;
  cudaStream_t stream_;
  std::size_t bytes_;
  void* memory_ = nullptr;
  cudaEvent_t arrived_ = nullptr;
};

class CudaStopwatch final : public Stopwatch {
 public:
  CudaStopwatch(int device, cudaStream_t stream) : device_(device), stream_(stream) {
    const CurrentDevice current(device_);
    check_cuda(cudaEventCreate(&begin_), "making an event");
    const cudaError_t status = cudaEventCreate(&end_);
    if (status != cudaSuccess) cudaEventDestroy(begin_);
    check_cuda(status, "making an event");
  }
  CudaStopwatch(const CudaStopwatch&) = delete;
  CudaStopwatch& operator=(const CudaStopwatch&) = delete;
  ~CudaStopwatch() override {
    const CurrentDevice current(device_);
    cudaEventDestroy(begin_);
    cudaEventDestroy(end_);
  }

  void start() override {
    stopped_ = false;
    record(begin_);
  }
  void stop() override {
    record(end_);
    stopped_ = true;
  }
  double seconds() override {
    if (!stopped_) return 0;
    const CurrentDevice current(device_);
    check_cuda(cudaEventSynchronize(end_), "the kernels that were queued");
    float ms = 0;
    check_cuda(cudaEventElapsedTime(&ms, begin_, end_), "taking a time");
    return ms * 1e-3;
  }

 private:
  void record(cudaEvent_t event) {
    const CurrentDevice current(device_);
    check_cuda(cudaEventRecord(event, stream_), "taking a time");
  }

  int device_;
  cudaStream_t stream_;
  cudaEvent_t begin_ = nullptr, end_ = nullptr;
  bool stopped_ = false;
};

}  // namespace

LaunchTimes::~LaunchTimes() {
  if (open_.name) give_back(open_);
  for (const Launch& launch : pending_) give_back(launch);
  for (const cudaEvent_t event : events_) cudaEventDestroy(event);
}

void LaunchTimes::begin(const char* name) {
  if (pending_.size() >= most_pending) collect(false);
  if (open_.name) give_back(std::exchange(open_, {}));  // the launch before threw before its end()
  if (events_.size() < 2) {
    events_.push_back(make_event());
    events_.push_back(make_event());
  }
  check_cuda(cudaEventRecord(events_.back(), stream_), name);
  const Launch launch{name, events_.back(), events_[events_.size() - 2]};
  events_.resize(events_.size() - 2);
  open_ = launch;
}

void LaunchTimes::end() {
  const Launch launch = std::exchange(open_, {});
  cudaError_t status = cudaGetLastError();
  if (status == cudaSuccess) status = cudaEventRecord(launch.end, stream_);
  if (status != cudaSuccess) give_back(launch);
  check_cuda(status, launch.name);
  pending_.push_back(launch);
}

const KernelTimes& LaunchTimes::table() {
  collect(true);
  return table_;
}

void LaunchTimes::reset() {
  collect(true);
  table_.clear();
}

void LaunchTimes::give_back(const Launch& launch) {
  events_.push_back(launch.begin);
  events_.push_back(launch.end);
}

/// Adds the times of the pending launches that are done to the table. @param all waits for all of them
void LaunchTimes::collect(bool all) {
  if (all) check_cuda(cudaStreamSynchronize(stream_), "the kernels that were queued");
  std::size_t done = 0;
  while (done < pending_.size() && (all || reached(pending_[done].end))) {
    const Launch& launch = pending_[done++];
    float ms = 0;
    // A launch whose time cannot be read is left out: an exception here would come again with every later call.
    if (cudaEventElapsedTime(&ms, launch.begin, launch.end) == cudaSuccess)
      add_launch(table_, launch.name, ms * 1e-3);
    else
      cudaGetLastError();
    give_back(launch);
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(done));
}

std::unique_ptr<Readback> cuda_readback(int device, cudaStream_t stream, std::size_t bytes) {
  return std::make_unique<CudaReadback>(device, stream, bytes);
}

std::unique_ptr<Stopwatch> cuda_stopwatch(int device, cudaStream_t stream) { return std::make_unique<CudaStopwatch>(device, stream); }

}  // namespace asrg
