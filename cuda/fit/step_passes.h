#pragma once

#include "cuda/fit/patch_kernel.h"
#include "cuda/fit/slot_sums.h"
#include "cuda/grid/hierarchy.h"

#include <memory>

namespace asrg {

/// A strategy for dealing a step's work to threads, with the memory that it needs. There are three: one thread per patch, for the CPU; one thread per
/// ray, for CUDA; and the latter with sums in fixed point, which do not depend on the order of additions.
class StepPasses {
 public:
  virtual ~StepPasses() = default;

  /// Allocates memory for another topology. CellStatistics are reset.
  virtual void set_topology(const DeviceTopology& topology);
  /// Allocates memory for the corrections of so many photos.
  virtual void set_photos(int photos) { sums_.set_photos(photos); }
  /// Renders a step's patches, compares them with the photos, and sums the gradients. Afterwards sums().corners() holds the gradients with respect to
  /// residuals.
  /// @param kernel with everything but `slots`
  virtual void accumulate(PatchKernel kernel, int patches, const Hierarchy& hierarchy) = 0;
  /// The kernel that writes the StepSums since it last ran.
  virtual SumReportKernel report(StepSums* to) { return sums_.report(to); }
  /// Writes CellStatistics. @param weight, error one per active cell, in the device's memory
  virtual void statistics(float* weight, float* error);
  /// The same on the host, so that it can be gathered on from there; `rays` is the caller's.
  virtual GatheredStatistics gathered() const { return sums_.gathered(device_.is_deterministic()); }
  virtual void set_gathered(const GatheredStatistics& gathered) { sums_.set_gathered(gathered); }

  SlotSums& sums() { return sums_; }

 protected:
  /// @param grid_slots, shader_sums see SlotSums
  StepPasses(Device& device, int grid_slots, int shader_sums) : device_(device), sums_(device, device.slots(), grid_slots, shader_sums) {}
  void sum_statistics(float* weight, float* error, const std::int64_t* fixed_errors);

  Device& device_;
  SlotSums sums_;
};

/// One thread per patch: samples are recorded, and are still in the cache when the patch is differentiated. Not on CUDA.
std::unique_ptr<StepPasses> make_patch_passes(Device& device);
/// One thread per ray; see ray_kernels.h.
std::unique_ptr<StepPasses> make_ray_passes(Device& device);
/// The same with sums in fixed point; see fixed_sums.h.
std::unique_ptr<StepPasses> make_fixed_ray_passes(Device& device);

}  // namespace asrg
