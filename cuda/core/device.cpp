#include "cuda/core/device.h"

#include "cuda/core/error.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace asrg {
namespace {

/// Denormal numbers cost a hundred cycles each and mean nothing here: moments of gradients decay into them. Flushes them to zero
/// in the calling thread for the lifetime of the object.
class FlushDenormals {
 public:
#if defined(__SSE__)
  FlushDenormals() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | 0x8040); }
  ~FlushDenormals() { _mm_setcsr(saved_); }
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
  unsigned saved_;
#endif
};

}  // namespace

struct Device::Arena {
  explicit Arena(int threads) : arena(threads) {}
  tbb::task_arena arena;
};

Device::Device(int threads, bool deterministic) : arena_(std::make_unique<Arena>(threads)), threads_(threads), deterministic_(deterministic) {}
Device::Device(Device&&) noexcept = default;
Device& Device::operator=(Device&&) noexcept = default;
Device::~Device() = default;

Device Device::cpu(int threads, bool deterministic) {
  if (threads <= 0) threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  return Device(threads, deterministic);
}

std::string Device::description() const { return fmt::format("CPU, {} thread{}", threads_, threads_ == 1 ? "" : "s"); }

void* Device::allocate(std::size_t bytes) {
  void* memory = std::aligned_alloc(64, (bytes + 63) / 64 * 64 + 64);
  if (!memory) throw Error(ErrorKind::runtime, fmt::format("not enough memory: {} MiB were asked for", bytes >> 20));
  return memory;
}

void Device::release(void* memory) noexcept { std::free(memory); }
void Device::copy(void* to, const void* from, std::size_t bytes) {
  if (bytes) std::memcpy(to, from, bytes);
}
void Device::zero(void* memory, std::size_t bytes) {
  if (bytes) std::memset(memory, 0, bytes);
}

void Device::run(const char* name, int n, int grain, Body body, const void* context) {
  const auto start = std::chrono::steady_clock::now();
  const int chunks = (n + grain - 1) / grain;
  if (threads_ == 1 || chunks <= 1) {
    const FlushDenormals flush;
    if (n > 0) body(context, 0, n, 0);
  } else {
    std::atomic<int> next{0};
    const auto slot_work = [&](int slot) {
      const FlushDenormals flush;
      const auto chunk = [&](int c) { body(context, c * grain, std::min(n, (c + 1) * grain), slot); };
      if (deterministic_)
        for (int c = slot; c < chunks; c += threads_) chunk(c);
      else
        for (int c = next.fetch_add(1); c < chunks; c = next.fetch_add(1)) chunk(c);
    };
    arena_->arena.execute([&] { tbb::parallel_for(0, threads_, 1, slot_work, tbb::simple_partitioner()); });
  }
  KernelTime& time = times_[name];
  time.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  ++time.launches;
}

}  // namespace asrg
