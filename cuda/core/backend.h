#pragma once

#include "cuda/core/device.h"

namespace asrg {

/// Adds one launch of `seconds` to the table.
void add_launch(KernelTimes& times, const char* name, double seconds);

/// What a Device does on one kind of machine. Errors as documented at Device.
class DeviceBackend {
 public:
  virtual ~DeviceBackend() = default;
  virtual bool is_cuda() const = 0;
  /// See Device::shares_slots.
  virtual bool shares_slots() const { return is_cuda(); }
  virtual int slots() const = 0;
  virtual std::string description() const = 0;
  /// See Device::index.
  virtual int index() const { return 0; }
  virtual void* allocate(std::size_t bytes) = 0;
  virtual void release(void* memory) noexcept = 0;
  virtual void copy(void* to, const void* from, std::size_t bytes) = 0;
  virtual void zero(void* memory, std::size_t bytes) = 0;
  virtual std::unique_ptr<Readback> readback(std::size_t bytes) = 0;
  /// The CPU's way to run a kernel. Never called on CUDA: launch() has the compiler start it.
  virtual void run(const char* name, int n, int grain, const Device::Work& work) = 0;
  /// On CUDA: launch() calls these before and after it queues a kernel.
  virtual void* begin_launch(const char* name) = 0;
  virtual void end_launch() = 0;
  virtual void synchronize() = 0;
  /// By default the host's clock, which is right where kernels are done when run() returns.
  virtual std::unique_ptr<Stopwatch> stopwatch() { return host_stopwatch(); }
  virtual const KernelTimes& times() = 0;
  virtual void reset_times() = 0;
};

std::unique_ptr<DeviceBackend> make_cpu_backend(int threads, bool deterministic);

/// @param index which CUDA device, as CUDA counts them
/// @throws Error (unsupported): built without CUDA, no driver, no such device, a device that is too old, or one for which the program holds no
/// machine code that runs; says which
std::unique_ptr<DeviceBackend> make_cuda_backend(int index);
/// Was this program built with the CUDA backend?
bool built_with_cuda();

}  // namespace asrg
