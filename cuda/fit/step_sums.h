#pragma once

#include "cuda/core/host_device.h"

#include <cstdint>

namespace asrg {

/// Sums over the steps since the last report.
struct StepSums {
  double squared_error;  ///< of rays of unguided patches; a ray's is the mean over RGB
  std::int64_t samples;
};

/// Sums over the slots, and zeroes their sums. Index: 0.
struct SumReportKernel {
  double* squared_error;
  std::int64_t* samples;
  int slots;
  std::int64_t* fixed_squared_error;
  int fixed_count;  ///< 0: sums are in floating point
  double step;      ///< unit of the sums in fixed point
  StepSums* to;

  ASRG_HD void operator()(int) const {
    StepSums sum{0, 0};
    for (int s = 0; s < slots; ++s) {
      sum.squared_error += squared_error[s];
      sum.samples += samples[s];
      squared_error[s] = 0;
      samples[s] = 0;
    }
    for (int s = 0; s < fixed_count; ++s) {
      sum.squared_error += static_cast<double>(fixed_squared_error[s]) * step;
      fixed_squared_error[s] = 0;
    }
    *to = sum;
  }
};

}  // namespace asrg
