#pragma once

#include "cuda/fit/optimiser.h"
#include "cuda/fit/photo_correction.h"
#include "cuda/fit/training_views.h"

namespace asrg {

/// One step of Adam for poses and exposure; those without a gradient or a rate do not change. Index: number of the PhotoCorrection (fastest) before its lens, photo.
struct LearnCorrectionsKernel {
  ArrayAdamKernel adam;
  float pose_rate, exposure_rate;

  ASRG_HD void operator()(int i) const {
    const int photo = i / PhotoCorrection::lens_begin, number = i % PhotoCorrection::lens_begin;
    ArrayAdamKernel k = adam;
    k.rate = number < PhotoCorrection::exposure_begin ? pose_rate : exposure_rate;
    const int at = photo * PhotoCorrection::count + number;
    const float g = k.take_gradient(at);
    if (k.rate > 0) k.take(at, g);
  }
};

/// Photos in the order of their cameras.
struct PhotosByCamera {
  const std::int32_t* photos;
  const std::int32_t* begin;  ///< per camera, and once more: its first photo in `photos`
};

/// One step of Adam for lenses: the gradient is summed over a camera's photos, which all get the new values. Cameras of few photos keep their lenses, and
/// lose the gradient. Index: number of the lens (fastest), camera.
struct LearnLensesKernel {
  /// Of fewer photos a lens would compensate for wrong poses.
  static constexpr int least_photos = 8;

  ArrayAdamKernel adam;  ///< of PhotoCorrections, one per photo; a camera's first photo has its moments
  PhotosByCamera by_camera;
  const Camera* cameras;  ///< per photo, before correction

  ASRG_HD void operator()(int i) const {
    const int camera = i / PhotoCorrection::lens_count, number = PhotoCorrection::lens_begin + i % PhotoCorrection::lens_count;
    const std::int32_t begin = by_camera.begin[camera], end = by_camera.begin[camera + 1], first = by_camera.photos[begin];
    const auto at = [&](std::int32_t k) { return by_camera.photos[k] * PhotoCorrection::count + number; };
    float g = 0;
    for (std::int32_t k = begin; k < end; ++k) g += adam.take_gradient(at(k));
    if (end - begin < least_photos || adam.rate == 0) return;
    ArrayAdamKernel a = adam;
    if (number == PhotoCorrection::count - 1) {
      // What the coefficient moves grows with the square of the distance from the axis: as much as the others at the picture's edge.
      const glm::vec2 edge = 0.5f * glm::vec2(cameras[first].size) / cameras[first].focal;
      a.rate /= glm::dot(edge, edge);
    }
    a.take(at(begin), g);
    for (std::int32_t k = begin + 1; k < end; ++k) adam.parameters[at(k)] = adam.parameters[at(begin)];
  }
};

/// Moves what the shifts of a camera's photos have in common, as seen from the camera, to its principal point: both shift the pictures alike, and that all
/// cameras should have missed by the same length in the same direction of their own axes is the less likely. Index: camera.
struct ShareShiftsKernel {
  PhotoCorrection* corrections;
  PhotosByCamera by_camera;
  const Camera* cameras;  ///< per photo, before correction
  CorrectionFrame frame;

  /// How far the grid's centre is before a photo's camera, in units of the box's longest edge.
  ASRG_HD float depth(std::int32_t photo) const {
    return glm::dot(cameras[photo].rotation[2], frame.centre - cameras[photo].position) / frame.longest;
  }

  ASRG_HD void operator()(int camera) const {
    const std::int32_t begin = by_camera.begin[camera], end = by_camera.begin[camera + 1];
    if (end - begin < LearnLensesKernel::least_photos) return;
    glm::dvec2 sum(0);
    for (std::int32_t k = begin; k < end; ++k) {
      const std::int32_t photo = by_camera.photos[k];
      if (depth(photo) < 0.5f) return;  // a camera amid the scene: near and far are shifted differently
      sum -= glm::dvec2(corrections[photo].shift * cameras[photo].rotation) / static_cast<double>(depth(photo));
    }
    const glm::vec2 shared(sum / static_cast<double>(end - begin));
    for (std::int32_t k = begin; k < end; ++k) {
      const std::int32_t photo = by_camera.photos[k];
      corrections[photo].shift += cameras[photo].rotation * glm::vec3(depth(photo) * shared, 0.0f);
      corrections[photo].lens.centre += shared;
    }
  }
};

/// Subtracts the mean over the photos, which would only move or tint the whole scene. Index: number of the PhotoCorrection before its lens.
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
