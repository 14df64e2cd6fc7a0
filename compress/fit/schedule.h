#pragma once

#include "compress/fit/fit_options.h"
#include "cuda/fit/fit_engine.h"

namespace asrg {

/// When things happen, as fractions of the whole fit.
struct Schedule {
  float first_split = 0.08f;         ///< from the starting level to the next
  float last_split = 0.28f;          ///< to the finest level; those between are spaced evenly
  float last_split_share = 0.98f;    ///< the last split takes the bricks that hold this share of the error
  std::int64_t max_cells = 1500000;  ///< a split makes at most this many cells
  float least_opacity = 0.003f;      ///< a child cell that stays below this is not made
  float surroundings_patience =
      0.1f;  ///< factor on that and on the pruning threshold until the last split, with surroundings: few photos see what
             ///< lies outside the box, where fog becomes a surface late
  float first_prune = 0.06f;
  float prune_after_split = 0.02f;
  float prune_interval = 0.06f;
  float last_prune = 0.80f;
  float prune_coverage = 0.6f;   ///< and not before the rays since the last change were this many for each pixel (of a finest cell)
  float judge_photos = 0.4f;     ///< by then it is seen whether cameras and exposure are to be put right
  float sparsity_begin = 0.25f;  ///< the L1 penalty starts here and is at full weight `sparsity_full`
  float sparsity_full = 0.45f;
  float sparsity_full_unmasked = 0.05f;  ///< with surroundings it starts at once
  float merge = 0.70f;                   ///< bricks whose detail did not pay become coarser
  float quantise = 0.80f;                ///< from here on residuals are rounded in the forward pass, and averaged over steps
  float rate_interval = 0.03f;           ///< how often the size is looked at when there is a limit
};

/// Steps of a fit that has neither a number of steps nor a time limit: they grow as the square root of the pixels. A fit of larger photos has finer
/// cells to find, but begins with the coarse ones, as that of small photos does.
/// @param places where patches are drawn
/// @param supersample see FitOptions
int default_steps(int places, int supersample);

/// On CUDA such a fit goes on for this many seconds (not where it is to be deterministic) or steps, whichever come first.
constexpr double cuda_seconds = 45;
constexpr int cuda_steps = 20000;

/// On CUDA a step has this many times the CPU's patches: fewer would leave most of the device idle.
constexpr int cuda_patches = 4;

/// The starting values of a grid; see Lattice::reference_length for the unit of density.
constexpr float initial_log_extinction = -2.0f;
/// Where there are no masks, in the box and in its surroundings: fog before the cameras would learn their photos first.
constexpr float initial_log_extinction_unmasked = -4.5f, initial_log_extinction_outside = -5.5f;
constexpr float initial_luma = 0.5f;

/// Adam's rates at the end of a fit, relative to those at its beginning. The more often each pixel is looked at, the more noise there is time
/// to average out; where it is looked at a few times only, small steps would not get there.
/// @param passes of the whole fit: rays, as a multiple of the pixels that patches are drawn from
float final_rate(double passes);

/// Adam's rates, the penalties and the loss at a point of the fit.
/// @param fraction 0..1 of the whole fit
/// @param final_rate see above
/// @param corners of the present topology: penalties are per corner of an object, whatever its resolution
/// @param pressure factor on the penalties
StepSettings step_settings(const FitOptions& options, const Schedule& schedule, const Lattice& lattice, float fraction, float final_rate,
                           std::int64_t corners, FitBackground background, float pressure);

/// The weight threshold of pruning at a point of the fit.
float prune_threshold(const Schedule& schedule, const Lattice& lattice, float fraction);
/// How opaque a child cell must be, see SplitSettings.
float least_opacity(const Schedule& schedule, const Lattice& lattice);
/// The same beyond the end: a smaller file keeps only cells that show more.
float pressed_prune_threshold(float pressure);

/// The quantisation step of each channel at the finest level, before any adjustment to the range of the data.
Channels base_steps(float quality);

/// All channels times s.
Channels scaled(Channels x, float s);

/// Residuals below this count as flat when bricks are merged.
Channels merge_scale(float quality);

}  // namespace asrg
