#pragma once

#include "cuda/core/readback.h"
#include "cuda/core/stopwatch.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace asrg {

/// Accumulated time of the kernels launched under one name.
struct KernelTime {
  double seconds = 0;
  long launches = 0;
};
/// By kernel name.
using KernelTimes = std::map<std::string, KernelTime, std::less<>>;

/// What the user asked for with --device.
struct DeviceChoice {
  enum class Kind { automatic, cpu, cuda };

  Kind kind = Kind::automatic;
  int index = 0;  ///< which CUDA device, as CUDA counts them (`automatic`: the first)
};

class DeviceBackend;

/// Where kernels run, and the memory they work on: the CPU's cores or one CUDA device. Move-only. To be used by one thread at a time.
///
/// A kernel that accumulates gets a slot number below `slots()`; no two threads hold the same slot at the same time. On CUDA there is one
/// slot, and accumulation is by atomics (see accumulate.h). On CUDA, kernels and zero() are queued; copy() and synchronize() wait.
class Device {
 public:
  /// @param threads 0: as many as TBB may use now (see available_cores)
  /// @param deterministic work is dealt to slots in a fixed pattern, so that sums are formed in the same order in every run
  static Device cpu(int threads = 0, bool deterministic = false);
  /// @param deterministic asks whoever sums on it to do so in an order-independent way (see fixed_sums.h)
  /// @param index which CUDA device, as CUDA counts them
  /// @throws Error (unsupported) where there is none that can be used, with the reason
  static Device cuda(bool deterministic = false, int index = 0);
  /// `automatic`: CUDA where it can be used, else the CPU; a program built with CUDA says on stderr, in one line, why not CUDA.
  /// A device can be used where a kernel of this program ran on it.
  /// @throws Error (unsupported) where `cuda` was asked for and cannot be had
  static Device open(DeviceChoice choice, int threads = 0, bool deterministic = false);

  explicit Device(std::unique_ptr<DeviceBackend> backend, bool deterministic = false);
  Device(Device&&) noexcept;
  Device& operator=(Device&&) noexcept;
  ~Device();

  /// Is it a CUDA device, whose kernels are queued in a stream?
  bool is_cuda() const;
  /// Does each index have a thread of its own, and do all threads share one slot, as on CUDA? Also true of the CPU device that tests use to check
  /// the code written for CUDA.
  bool shares_slots() const;
  bool is_deterministic() const { return deterministic_; }
  int slots() const;
  std::string description() const;
  /// Which CUDA device, as CUDA counts them; 0 on the CPU.
  int index() const;

  /// Uninitialised memory, 64-byte aligned. @throws Error (runtime) where there is not enough.
  void* allocate(std::size_t bytes);
  void release(void* memory) noexcept;
  /// From and to this device's or the host's memory.
  void copy(void* to, const void* from, std::size_t bytes);
  void zero(void* memory, std::size_t bytes);
  /// Memory on the host for asynchronous copies of `bytes` from this device; on the CPU they are done at once. The device must outlive it.
  std::unique_ptr<Readback> readback(std::size_t bytes);
  /// Waits for whatever is queued. @throws Error (runtime) where a kernel failed.
  void synchronize();
  /// Measures how long this device works. The device must outlive it.
  std::unique_ptr<Stopwatch> stopwatch();

  /// A kernel's parameters, and the function that runs it for the indices [begin, end).
  struct Work {
    void (*body)(const void* kernel, int begin, int end, int slot);
    const void* kernel;
    std::size_t kernel_bytes;
  };
  /// Does the work in chunks of at most `grain` indices until [0, n) is done; returns when all are. Not on CUDA.
  void run(const char* name, int n, int grain, const Work& work);

  /// On CUDA: what launch() calls before and after it queues a kernel. Between them the calling thread's CUDA device is this one.
  /// @param name a literal: it has to live as long as the program
  /// @return the cudaStream_t
  void* begin_launch(const char* name);
  void end_launch();

  /// By kernel name; waits for what is queued.
  const KernelTimes& times() const;
  void reset_times();

 private:
  template <class T>
  friend class Buffer;

  std::shared_ptr<DeviceBackend> backend_;  ///< shared with the buffers: they stay valid when a Device is moved or destroyed
  bool deterministic_ = false;
};

}  // namespace asrg
