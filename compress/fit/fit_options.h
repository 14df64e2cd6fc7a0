#pragma once

#include "compress/fit/put_right.h"
#include "compress/fit/tuning.h"
#include "cuda/camera/camera.h"
#include "cuda/fit/step_settings.h"

#include <cstdint>
#include <optional>

namespace asrg {

/// What the user can set of a fit. The defaults suit any object.
struct FitOptions {
  int resolution = 0;  ///< finest cells along the box's longest edge; 0: from the photos' resolution
  /// s: the photos to fit are s times as fine as those that the model is for, whose pixels are the mean of s x s rays.
  int supersample = 1;
  int steps = 0;               ///< optimisation steps; 0: as many as `time_limit` allows, without one a default (see schedule.h)
  double time_limit = 0;       ///< seconds for the whole fit; 0: none
  float quality = 75;          ///< 0..100: trades bytes for quality at the same resolution
  std::int64_t max_bytes = 0;  ///< largest file; 0: no limit. It only tells the resolution what is worth while: see fit_to_size()
  float ssim_weight = 0.01f;   ///< of the structural term
  FitBackground background = FitBackground::random;  ///< for photos with alpha; photos without get `environment` or, if set, white or black
  std::optional<Box> box;                            ///< overrides the scene's box
  PutRight poses = PutRight::automatic;              ///< where each photo's camera stood
  PutRight exposure = PutRight::automatic;           ///< and how it was exposed
  bool surroundings = true;                          ///< of photos without masks: model what lies outside the box, too
  std::uint32_t seed = 1;
  Tuning tuning;
};

}  // namespace asrg
