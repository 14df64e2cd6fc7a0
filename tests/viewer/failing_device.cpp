#include "tests/viewer/failing_device.h"

#include "cuda/core/backend.h"
#include "cuda/core/error.h"

namespace asrg::test {
namespace {

class FailingBackend final : public DeviceBackend {
 public:
  explicit FailingBackend(std::shared_ptr<Failure> failure) : cpu_(make_cpu_backend(2, false)), failure_(std::move(failure)) {}

  bool is_cuda() const override { return false; }
  int slots() const override { return cpu_->slots(); }
  std::string description() const override { return "CPU that fails"; }
  void* allocate(std::size_t bytes) override { return cpu_->allocate(bytes); }
  void release(void* memory) noexcept override { cpu_->release(memory); }
  void copy(void* to, const void* from, std::size_t bytes) override { cpu_->copy(to, from, bytes); }
  void zero(void* memory, std::size_t bytes) override { cpu_->zero(memory, bytes); }
  std::unique_ptr<Readback> readback(std::size_t bytes) override { return cpu_->readback(bytes); }
  void run(const char* name, int n, int grain, const Device::Work& work) override {
    if (failure_->on) {
      ++failure_->launches;
      throw Error(ErrorKind::runtime, "the device has failed");
    }
    cpu_->run(name, n, grain, work);
  }
  void* begin_launch(const char* name) override { return cpu_->begin_launch(name); }
  void end_launch() override { cpu_->end_launch(); }
  void synchronize() override { cpu_->synchronize(); }
  const KernelTimes& times() override { return cpu_->times(); }
  void reset_times() override { cpu_->reset_times(); }

 private:
  std::unique_ptr<DeviceBackend> cpu_;
  std::shared_ptr<Failure> failure_;
};

}  // namespace

Device failing_device(std::shared_ptr<Failure> failure) { return Device(std::make_unique<FailingBackend>(std::move(failure))); }

}  // namespace asrg::test
