#include "cuda/core/available_cores.h"
#include "cuda/core/backend.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace asrg {
namespace {

/// Size of a huge page, bytes. A grid's corners are read at scattered addresses: with pages of 4 kB, misses of the TLB cost as much as the reads.
constexpr std::size_t huge_page = std::size_t{2} << 20;

/// Has the calling thread flush denormal numbers to zero for the lifetime of the object. Adam's moments decay into denormals, each of which costs
/// some hundred cycles and makes no difference to the result.
class FlushDenormals {
 public:
#if defined(__SSE__)
  FlushDenormals() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | 0x8040); }  // MXCSR: flush-to-zero 0x8000, denormals-are-zero 0x0040
  ~FlushDenormals() { _mm_setcsr(saved_); }
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
  unsigned saved_;
#endif
};

class CpuReadback final : public Readback {
 public:
  explicit CpuReadback(std::size_t bytes) : bytes_(bytes) {}

  void start(const void* from) override { std::memcpy(bytes_.data(), from, bytes_.size()); }
  bool ready() override { return true; }
  void wait() override {}
  const void* data() const override { return bytes_.data(); }

 private:
  std::vector<std::byte> bytes_;
};

class CpuBackend final : public DeviceBackend {
 public:
  CpuBackend(int threads, bool deterministic) : arena_(threads), threads_(threads), deterministic_(deterministic) {}

  bool is_cuda() const override { return false; }
  int slots() const override { return threads_; }
  std::string description() const override { return fmt::format("CPU, {} thread{}", threads_, threads_ == 1 ? "" : "s"); }

  void* allocate(std::size_t bytes) override {
    const std::size_t alignment = bytes >= huge_page ? huge_page : 64;
    const std::size_t room = (bytes + 64 + alignment - 1) / alignment * alignment;
    void* memory = std::aligned_alloc(alignment, room);
    if (!memory) throw Error(ErrorKind::runtime, fmt::format("not enough memory: {} MiB were asked for", bytes >> 20));
#if defined(__linux__)
    if (alignment == huge_page) madvise(memory, room, MADV_HUGEPAGE);  // only a hint: its result does not matter
#endif
    return memory;
  }
  void release(void* memory) noexcept override { std::free(memory); }
  void copy(void* to, const void* from, std::size_t bytes) override {
    if (bytes) std::memcpy(to, from, bytes);
  }
  void zero(void* memory, std::size_t bytes) override {
    if (bytes) std::memset(memory, 0, bytes);
  }

  std::unique_ptr<Readback> readback(std::size_t bytes) override { return std::make_unique<CpuReadback>(bytes); }

  void run(const char* name, int n, int grain, const Device::Work& work) override {
    const auto start = std::chrono::steady_clock::now();
    const int chunks = (n + grain - 1) / grain;
    if (threads_ == 1 || chunks <= 1) {
      const FlushDenormals flush;
      if (n > 0) work.body(work.kernel, 0, n, 0);
    } else {
      std::atomic<int> next{0};
      // TBB has each slot begin after this and end before run() returns. A ThreadSanitizer that TBB is not compiled with knows it by these.
      std::atomic<bool> begun{false}, ended{false};
      begun.store(true, std::memory_order_release);
      const auto slot_work = [&](int slot) {
        begun.load(std::memory_order_acquire);
        const FlushDenormals flush;
        const auto chunk = [&](int c) { work.body(work.kernel, c * grain, std::min(n, (c + 1) * grain), slot); };
        if (deterministic_)
          for (int c = slot; c < chunks; c += threads_) chunk(c);
        else
          for (int c = next.fetch_add(1, std::memory_order_relaxed); c < chunks; c = next.fetch_add(1, std::memory_order_relaxed)) chunk(c);
        ended.exchange(true, std::memory_order_acq_rel);
      };
      arena_.execute([&] { tbb::parallel_for(0, threads_, 1, slot_work, tbb::simple_partitioner()); });
      ended.load(std::memory_order_acquire);
    }
    add_launch(times_, name, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }

  void* begin_launch(const char* name) override { throw Error(ErrorKind::runtime, fmt::format("{}: a CUDA launch on the CPU", name)); }
  void end_launch() override {}
  void synchronize() override {}
  const KernelTimes& times() override { return times_; }
  void reset_times() override { times_.clear(); }

 private:
  tbb::task_arena arena_;
  int threads_;
  bool deterministic_;
  KernelTimes times_;
};

}  // namespace

std::unique_ptr<DeviceBackend> make_cpu_backend(int threads, bool deterministic) {
  if (threads <= 0) threads = available_cores();
  return std::make_unique<CpuBackend>(threads, deterministic);
}

}  // namespace asrg
