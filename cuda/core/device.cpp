#include "cuda/core/device.h"

#include "cuda/core/backend.h"
#include "cuda/core/error.h"
#include "cuda/core/say.h"

#include <fmt/format.h>

#include <cstdio>

namespace asrg {

void add_launch(KernelTimes& times, const char* name, double seconds) {
  auto at = times.find(name);
  if (at == times.end()) at = times.emplace(name, KernelTime{}).first;
  at->second.seconds += seconds;
  ++at->second.launches;
}

Device::Device(std::unique_ptr<DeviceBackend> backend, bool deterministic) : backend_(std::move(backend)), deterministic_(deterministic) {}
Device::Device(Device&&) noexcept = default;
Device& Device::operator=(Device&&) noexcept = default;
Device::~Device() = default;

Device Device::cpu(int threads, bool deterministic) { return Device(make_cpu_backend(threads, deterministic), deterministic); }
Device Device::cuda(bool deterministic, int index) { return Device(make_cuda_backend(index), deterministic); }

Device Device::open(DeviceChoice choice, int threads, bool deterministic) {
  if (choice.kind == DeviceChoice::Kind::cuda) {
    try {
      return cuda(deterministic, choice.index);
    } catch (const Error& e) {
      throw Error(e.kind(), fmt::format("--device cuda: {}", e.what()));
    }
  }
  if (choice.kind == DeviceChoice::Kind::automatic && built_with_cuda()) {
    try {
      return cuda(deterministic, choice.index);
    } catch (const Error& e) {
      say("computing on the CPU: {}\n", e.what());
    }
  }
  return cpu(threads, deterministic);
}

bool Device::is_cuda() const { return backend_->is_cuda(); }
bool Device::shares_slots() const { return backend_->shares_slots(); }
int Device::slots() const { return backend_->slots(); }
std::string Device::description() const { return backend_->description(); }
int Device::index() const { return backend_->index(); }
void* Device::allocate(std::size_t bytes) { return backend_->allocate(bytes); }
void Device::release(void* memory) noexcept { backend_->release(memory); }
void Device::copy(void* to, const void* from, std::size_t bytes) { backend_->copy(to, from, bytes); }
void Device::zero(void* memory, std::size_t bytes) { backend_->zero(memory, bytes); }
std::unique_ptr<Readback> Device::readback(std::size_t bytes) { return backend_->readback(bytes); }
void Device::synchronize() { backend_->synchronize(); }
std::unique_ptr<Stopwatch> Device::stopwatch() { return backend_->stopwatch(); }
void Device::run(const char* name, int n, int grain, const Work& work) { backend_->run(name, n, grain, work); }
void* Device::begin_launch(const char* name) { return backend_->begin_launch(name); }
void Device::end_launch() { backend_->end_launch(); }
const KernelTimes& Device::times() const { return backend_->times(); }
void Device::reset_times() { backend_->reset_times(); }

}  // namespace asrg
