#include "cuda/core/launch.h"
#include "cuda/fit/step_passes.h"

#include <algorithm>

namespace asrg {
namespace {

/// Sums are added up in one order only where each slot has its own.
int grid_slots(const Device& device) {
  return device.is_deterministic() ? device.slots() : std::min(device.slots(), SlotSums::most_shared);
}

class PatchPasses final : public StepPasses {
 public:
  explicit PatchPasses(Device& device) : StepPasses(device, grid_slots(device), device.slots()) {}

  void set_topology(const DeviceTopology& topology) override {
    StepPasses::set_topology(topology);
    const Lattice& lattice = topology.lattice();
    const auto records =
        static_cast<std::size_t>(most_samples(lattice.extent(), smallest_sample_step, lattice.surroundings)) * patch_rays * device_.slots();
    if (records_.size() != records) records_ = Buffer<SampleRecord>(device_, records);
  }

  void accumulate(PatchKernel kernel, int patches, const Hierarchy& hierarchy) override {
    kernel.slots = sums_.view();
    kernel.slots.records = records_.data();
    kernel.slots.record_capacity = static_cast<std::int64_t>(records_.size()) / device_.slots();
    launch_on_cpu(device_, "render and differentiate", patches, kernel, 1);
    hierarchy.transpose(device_, sums_.corners());
  }

 private:
  Buffer<SampleRecord> records_;
};

}  // namespace

std::unique_ptr<StepPasses> make_patch_passes(Device& device) { return std::make_unique<PatchPasses>(device); }

}  // namespace asrg
