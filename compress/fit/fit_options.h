#pragma once

#include "compress/fit/put_right.h"
#include "compress/fit/tuning.h"
#include "cuda/camera/camera.h"
#include "cuda/fit/step_settings.h"

#include <cstdint>
#include <optional>

namespace asrg {

/// The options of a fit for users. The defaults suit any object.
struct FitOptions {
  int resolution = 0;  ///< finest cells along the box's longest edge; 0: from the photos' resolution
  /// s: the photos to fit have s times the resolution of those that the model is for, whose pixels are the mean of s x s rays.
  int supersample = 1;
  int steps = 0;          ///< optimisation steps; 0: as many as `time_limit` allows; without a limit see default_steps()
  double time_limit = 0;  ///< seconds for the whole fit; 0: none
  float quality = 75;     ///< 0..100: trades bytes for quality at the same resolution
  std::int64_t max_bytes =
      0;  ///< size limit of the file; 0: none. The fit itself uses it for the resolution only; fit_to_size() enforces it
  float ssim_weight = LossSettings{}.ssim_weight;    ///< see LossSettings
  FitBackground background = FitBackground::random;  ///< for photos with alpha; photos without get `environment` or, if set, white or black
  std::optional<Box> box;                            ///< overrides the scene's box
  PutRight poses = PutRight::automatic;              ///< are the photos' poses corrected while fitting?
  PutRight exposure = PutRight::automatic;           ///< is the photos' exposure?
  bool surroundings = true;                          ///< photos without masks: does the model hold what lies outside the box, too?
  std::uint32_t seed = 1;
  Tuning tuning;
};

}  // namespace asrg
