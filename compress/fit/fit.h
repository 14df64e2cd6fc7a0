#pragma once

#include "compress/model/model.h"
#include "compress/scene/scene.h"
#include "cuda/core/device.h"
#include "cuda/fit/patch_kernel.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>

namespace asrg {

/// What the user can set of a fit. The defaults suit any object.
struct FitOptions {
  int resolution = 0;          ///< finest cells along the box's longest edge; 0: from the photos' resolution
  int steps = 0;               ///< optimisation steps; 0: as many as `time_limit` allows, without one a default (see schedule.h)
  double time_limit = 0;       ///< seconds for the whole fit; 0: none
  float quality = 75;          ///< 0..100: trades bytes for quality at the same resolution
  std::int64_t max_bytes = 0;  ///< largest file; 0: no limit
  float ssim_weight = 0.01f;   ///< of the structural term
  FitBackground background = FitBackground::random;  ///< for photos with alpha; photos without get `environment` or, if set, white or black
  std::optional<Box> box;                            ///< overrides the scene's box
  bool surroundings = true;                          ///< of photos without masks: model what lies outside the box, too
  std::uint32_t seed = 1;
  std::filesystem::path checkpoint;  ///< written at intervals and on interruption; empty: none
  double checkpoint_interval = 60;   ///< seconds
  bool resume = false;               ///< go on from `checkpoint`
};

/// Where a fit stands; for a progress line.
struct FitProgress {
  const char* phase = "";  ///< "fit", "quantise", ...
  double fraction = 0;     ///< 0..1 of the whole fit
  double seconds = 0;      ///< since the start
  double psnr = 0;         ///< running training PSNR, dB
  int step = 0;
  std::int64_t cells = 0;  ///< active cells
  double samples_per_second = 0;
};

/// What came out besides the model.
struct FitReport {
  double seconds = 0;
  int steps = 0;
  double training_psnr = 0;
  std::int64_t samples = 0;     ///< rendered and differentiated
  int topology_changes = 0;     ///< prunings, splits and merges, since the start of the program
  double topology_seconds = 0;  ///< that they took, with what is decided of them
  bool interrupted = false;     ///< stopped through `stop`; a checkpoint was written if one was asked for
};

/// Fits an adaptive sparse radiance grid to a scene's training views.
///
///   visual hull or full box -> coarse-to-fine optimisation -> prune -> split where detail remains -> quantisation-aware fine-tuning
///
/// The returned symbols are what is saved, so that saving loses nothing more of the grid.
/// @param stop checked after each step; when it becomes true the fit writes its checkpoint and returns early
/// @throws Error
Model fit(Device& device, const Scene& scene, const FitOptions& options, const std::function<void(const FitProgress&)>& progress,
          const std::atomic<bool>& stop, FitReport* report = nullptr);

}  // namespace asrg
