#pragma once

#include "compress/fit/fit.h"
#include "cuda/fit/fit_engine.h"

namespace asrg {

/// When things happen, as fractions of the whole fit.
struct Schedule {
  float first_split = 0.05f;     ///< from the starting level to the next
  float last_split = 0.25f;      ///< to the finest level; those between are spaced evenly
  float prune_interval = 0.04f;
  float first_prune = 0.04f;
  float last_prune = 0.80f;
  float sparsity_begin = 0.25f;  ///< the L1 penalty starts here and is at full weight `sparsity_full`
  float sparsity_full = 0.45f;
  float merge = 0.70f;           ///< bricks whose detail did not pay become coarser
  float quantise = 0.80f;        ///< from here on residuals are rounded in the forward pass
};

/// The starting values of a grid; see Lattice::reference_length for the unit of density.
constexpr float initial_log_extinction = -2.0f;
constexpr float initial_luma = 0.5f;

/// Adam's rates, the penalties and the loss at a point of the fit.
/// @param fraction 0..1 of the whole fit
/// @param corners of the present topology: penalties are per corner of an object, whatever its resolution
StepSettings step_settings(const FitOptions& options, const Schedule& schedule, const Lattice& lattice, float fraction, std::int64_t corners,
                           FitBackground background);

/// The weight threshold of pruning at a point of the fit.
float prune_threshold(const Schedule& schedule, float fraction);

/// The quantisation step of each channel at the finest level, before any adjustment to the range of the data.
Channels base_steps(float quality);

}  // namespace asrg
