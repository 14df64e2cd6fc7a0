#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace asrg {

/// Accumulated time of the kernels launched under one name.
struct KernelTime {
  double seconds = 0;
  long launches = 0;
};

/// What the user asked for with --device.
enum class DeviceChoice { automatic, cpu, cuda };

/// Where kernels run, and the memory they work on: the CPU's cores or one CUDA device. Move-only.
///
/// A kernel that accumulates gets a slot number below `slots()`; no two threads hold the same slot at the same time. On CUDA there is one
/// slot, and accumulation is by atomics.
class Device {
 public:
  /// @param threads 0: all cores
  /// @param deterministic work is dealt to slots in a fixed pattern, so that sums are formed in the same order in every run
  static Device cpu(int threads = 0, bool deterministic = false);

  Device(Device&&) noexcept;
  Device& operator=(Device&&) noexcept;
  ~Device();

  bool is_cuda() const { return false; }
  bool deterministic() const { return deterministic_; }
  int slots() const { return threads_; }
  std::string description() const;

  /// Uninitialised memory, 64-byte aligned. @throws Error (runtime) where there is not enough.
  void* allocate(std::size_t bytes);
  void release(void* memory) noexcept;
  void copy(void* to, const void* from, std::size_t bytes);
  void zero(void* memory, std::size_t bytes);

  /// Calls `body(context, begin, end, slot)` for chunks of at most `grain` indices until [0, n) is done; returns when all are.
  using Body = void (*)(const void* context, int begin, int end, int slot);
  void run(const char* name, int n, int grain, Body body, const void* context);

  const std::map<std::string, KernelTime>& times() const { return times_; }
  void reset_times() { times_.clear(); }

 private:
  Device(int threads, bool deterministic);

  struct Arena;
  std::unique_ptr<Arena> arena_;
  int threads_ = 1;
  bool deterministic_ = false;
  std::map<std::string, KernelTime> times_;
};

}  // namespace asrg
