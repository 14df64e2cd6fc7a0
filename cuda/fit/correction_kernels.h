#pragma once

#include "cuda/fit/optimiser.h"
#include "cuda/fit/photo_correction.h"
#include "cuda/fit/training_views.h"

namespace asrg {

/// One step of Adam for corrections; those without a gradient do not change. Index: number of the PhotoCorrection (fastest), photo.
struct LearnCorrectionsKernel {
  ArrayAdamKernel adam;
  float pose_rate, exposure_rate;

  ASRG_HD void operator()(int i) const {
    ArrayAdamKernel k = adam;
    k.rate = i % PhotoCorrection::count < PhotoCorrection::pose_count ? pose_rate : exposure_rate;
    k(i);
  }
};

/// Subtracts the mean over the photos, which would only move or tint the whole scene. Index: number of the PhotoCorrection.
struct CentreCorrectionsKernel {
  float* corrections;  ///< PhotoCorrection::count per photo
  int photos;

  ASRG_HD void operator()(int i) const {
    double sum = 0;
    for (int p = 0; p < photos; ++p) sum += corrections[p * PhotoCorrection::count + i];
    const auto mean = static_cast<float>(sum / photos);
    for (int p = 0; p < photos; ++p) corrections[p * PhotoCorrection::count + i] -= mean;
  }
};

/// Applies corrections to the training views. Index: photo.
struct CorrectViewsKernel {
  const PhotoCorrection* corrections;
  const Camera* cameras;  ///< before correction
  CorrectionFrame frame;
  TrainingView* views;

  ASRG_HD void operator()(int photo) const {
    const PhotoCorrection c = corrections[photo];
    views[photo].camera = corrected(cameras[photo], c, frame);
    views[photo].gain = {expf(c.log_gain.x), expf(c.log_gain.y), expf(c.log_gain.z)};
    views[photo].offset = c.offset;
  }
};

}  // namespace asrg
