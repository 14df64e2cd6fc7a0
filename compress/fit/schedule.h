#pragma once

#include "compress/fit/fit_options.h"
#include "cuda/fit/fit_engine.h"

namespace asrg {

/// The schedule of a fit. Times are fractions of the whole fit.
struct Schedule {
  float first_split = 0.08f;         ///< time of the split from the starting level to the next
  float last_split = 0.28f;          ///< time of the split to the finest level; those between are spaced evenly
  float last_split_share = 0.98f;    ///< SplitSettings::share of the last split; the others split all bricks
  std::int64_t max_cells = 1500000;  ///< SplitSettings::max_cells
  float least_opacity = 0.003f;      ///< SplitSettings::least_opacity
  /// Factor on least_opacity, and until the last split on the pruning threshold, with surroundings: few photos show what lies outside the box, where
  /// fog becomes a surface late.
  float surroundings_patience = 0.1f;
  float first_prune = 0.06f;        ///< time of the first pruning
  float prune_after_split = 0.02f;  ///< time from a split to the next pruning
  float prune_interval = 0.06f;     ///< time from one pruning to the next
  float last_prune = 0.80f;         ///< time after which nothing is pruned
  float prune_coverage =
      0.6f;  ///< rays per pixel since the last change before cells of a pixel's size or less are pruned; see Fit::coverage_needed
  float judge_lenses = 0.2f;             ///< time at which it is decided whether lenses are corrected
  float judge_photos = 0.4f;             ///< time at which it is decided whether poses and exposure are corrected
  float sparsity_begin = 0.25f;          ///< time at which the L1 penalty begins to grow; with surroundings it does so at once
  float sparsity_full = 0.45f;           ///< time from which the L1 penalty has its full weight
  float sparsity_full_unmasked = 0.05f;  ///< the same with surroundings
  float merge = 0.70f;                   ///< time at which bricks of small residuals are merged
  float quantise = 0.80f;                ///< time from which residuals are quantised in the forward pass, and averaged over steps
  float rate_interval = 0.03f;           ///< time from one adjustment of the pressure to a size limit to the next
  float cool = 0.80f;                    ///< time at which learning rates begin to fall once more, see Tuning::cooled

  /// How far rates have cooled down, 0..1.
  float cooling(float fraction) const;
};

/// Number of steps of a fit for which neither steps nor a time limit are stated: proportional to the square root of the pixels, 2000 to 20000. A fit of
/// larger photos has finer cells to fit, but begins with coarse ones as a fit of small photos does.
/// @param places number of places that patches are drawn from
/// @param supersample see FitOptions
int default_steps(int places, int supersample);

/// On CUDA such a fit ends after this many seconds (unless it is to be deterministic) or steps, whichever comes first.
constexpr double cuda_seconds = 45;
constexpr int cuda_steps = 20000;

/// On CUDA a step has this many times as many patches as on the CPU: fewer would leave most of the device idle.
constexpr int cuda_patches = 4;

/// The initial values of a grid's channels; see Lattice::reference_length for the unit of density.
constexpr float initial_log_extinction = -2.0f;
/// Without masks, in the box and in its surroundings: with denser fog the photos would be painted on the fog before the cameras first.
constexpr float initial_log_extinction_unmasked = -4.5f, initial_log_extinction_outside = -5.5f;
constexpr float initial_luma = 0.5f;

/// Adam's learning rates at the end of a fit, relative to those at its beginning. With many rays through each pixel small rates average out noise; with few
/// rays small rates would not come near the optimum.
/// @param passes rays of the whole fit, as a multiple of the pixels that patches are drawn from
float final_rate(double passes);

/// Adam's learning rates, the penalties and the loss at a point of the fit.
/// @param fraction 0..1 of the whole fit
/// @param cooling 0..1, see Schedule
/// @param final_rate see above
/// @param corners of the present topology, by which penalties are divided: their sum does not depend on the resolution
/// @param pressure factor on the penalties
StepSettings step_settings(const FitOptions& options, const Schedule& schedule, const Lattice& lattice, float fraction, float cooling,
                           float final_rate, std::int64_t corners, FitBackground background, float pressure);

/// The threshold of compositing weight for pruning at a point of the fit.
float prune_threshold(const Schedule& schedule, const Lattice& lattice, float fraction);
/// SplitSettings::least_opacity.
float least_opacity(const Schedule& schedule, const Lattice& lattice);
/// The same as prune_threshold beyond the end of the schedule, for Fit::refine: it rises with the pressure, so that a smaller file has fewer cells.
float pressed_prune_threshold(float pressure);

/// The quantisation step of each channel at the finest level, before any adjustment to the range of the data.
Channels base_steps(float quality);

/// All channels times s.
Channels scaled(Channels x, float s);

/// The scale of residuals for merging bricks; see merge_flat_bricks().
Channels merge_scale(float quality);

}  // namespace asrg
