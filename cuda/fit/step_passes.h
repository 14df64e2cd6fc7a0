#pragma once

#include "cuda/fit/patch_kernel.h"
#include "cuda/fit/slot_sums.h"
#include "cuda/grid/hierarchy.h"

#include <memory>

namespace asrg {

/// A way to deal a step's work to threads, with the memory that it takes. There are three: a patch a thread, which is the CPU's; a ray a thread, which
/// is CUDA's; and the latter with sums in fixed point, whose bits do not depend on the order of additions.
class StepPasses {
 public:
  virtual ~StepPasses() = default;

  /// Memory for another topology; what cells have gathered is forgotten.
  virtual void set_topology(const DeviceTopology& topology);
  /// Memory for the corrections of so many photos.
  virtual void set_photos(int photos) { sums_.set_photos(photos); }
  /// Renders a step's patches, compares them with the photos, and adds up the gradients. Afterwards those of the corners, in sums().corners(), are
  /// the gradients with respect to residuals.
  /// @param kernel everything but `slots`, which is the passes' own
  virtual void accumulate(PatchKernel kernel, int patches, const Hierarchy& hierarchy) = 0;
  /// What adds up what steps saw since the last time.
  virtual SumReportKernel report(StepSums* to) { return sums_.report(to); }
  /// What each active cell has gathered: largest weight, summed error. @param weight, error one a cell
  virtual void statistics(float* weight, float* error);
  /// The same on the host, so that it can be gathered on from there; `rays` is the caller's.
  virtual GatheredStatistics gathered() const { return sums_.gathered(device_.is_deterministic()); }
  virtual void set_gathered(const GatheredStatistics& gathered) { sums_.set_gathered(gathered); }

  SlotSums& sums() { return sums_; }

 protected:
  StepPasses(Device& device, int shader_sums) : device_(device), sums_(device, device.slots(), shader_sums) {}
  void sum_statistics(float* weight, float* error, const std::int64_t* fixed_errors);

  Device& device_;
  SlotSums sums_;
};

/// A patch a thread: samples are recorded, and a patch's memory is warm when it is differentiated. Not on CUDA.
std::unique_ptr<StepPasses> make_patch_passes(Device& device);
/// A ray a thread; see ray_kernels.h.
std::unique_ptr<StepPasses> make_ray_passes(Device& device);
/// The same with sums in fixed point; see fixed_sums.h.
std::unique_ptr<StepPasses> make_fixed_ray_passes(Device& device);

}  // namespace asrg
