#include "cuda/fit/step_passes.h"

#include "cuda/core/launch.h"
#include "cuda/fit/adapt_kernels.h"

namespace asrg {

void StepPasses::set_topology(const DeviceTopology& topology) { sums_.set_topology(topology.corner_count(), topology.cell_count()); }

void StepPasses::statistics(float* weight, float* error) { sum_statistics(weight, error, nullptr); }

void StepPasses::sum_statistics(float* weight, float* error, const std::int64_t* fixed_errors) {
  const PatchSlots slots = sums_.view();
  launch(device_, "topology: statistics", static_cast<int>(slots.cell_count),
         SumStatisticsKernel{.weights = slots.cell_weight,
                             .errors = slots.cell_error,
                             .fixed_errors = fixed_errors,
                             .cells = slots.cell_count,
                             .slots = static_cast<int>(slots.corners.slots),
                             .error_step = 1.0 / error_steps,
                             .weight = weight,
                             .error = error},
         4096);
}

}  // namespace asrg
