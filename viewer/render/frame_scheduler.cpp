#include "viewer/render/frame_scheduler.h"

#include <algorithm>
#include <cmath>

namespace asrg {

void FrameScheduler::drawn(double pixels, double seconds) {
  if (pixels < 1 || seconds <= 0) return;
  // A slow image moves the estimate more than a fast one, so that the next image is not late as well; but by less than half, since it may have
  // been slow by chance.
  const double now = seconds / pixels, share = now > seconds_per_pixel_ ? 0.4 : 0.25;
  seconds_per_pixel_ += share * (now - seconds_per_pixel_);
}

Resolution FrameScheduler::moving(glm::ivec2 window) const {
  const double pixels = std::max(1.0, static_cast<double>(window.x) * window.y);
  const double scale = std::sqrt(moving_seconds / (seconds_per_pixel_ * pixels));
  // Only a few scales: with arbitrary ones the sharpness would change from image to image.
  for (const float step : {1.0f, 0.75f, 0.625f, 0.5f, 0.4375f, 0.375f, 0.3125f, 0.25f, 0.1875f, 0.125f, 0.09375f, 0.078125f})
    if (scale >= step) return {step, 1};
  return {0.0625f, 1};
}

Resolution FrameScheduler::finer(const Resolution& last) const {
  if (last.scale < 1) return {1, 1};
  return {1, finest_supersample};
}

}  // namespace asrg
