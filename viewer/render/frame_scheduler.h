#pragma once

#include <glm/glm.hpp>

namespace asrg {

/// The resolution of an image.
struct Resolution {
  float scale = 1;      ///< its pixels per pixel of the window, along each axis
  int supersample = 1;  ///< see RenderSettings

  bool operator==(const Resolution&) const = default;
};

/// Chooses resolutions: while anything changes, as many pixels as can be drawn in `moving_seconds`; then full resolution; then several rays
/// per pixel.
class FrameScheduler {
 public:
  static constexpr double moving_seconds = 1.0 / 36;
  static constexpr int finest_supersample = 2;

  /// Updates the estimate of the time per ray. @param pixels number of rays that were cast @param seconds that they took
  void drawn(double pixels, double seconds);
  /// For an image whose content changes.
  Resolution moving(glm::ivec2 window) const;
  /// For an image whose content has not changed since it was drawn with `last`: the next finer resolution, or the finest.
  Resolution finer(const Resolution& last) const;
  static bool finest(const Resolution& r) { return r.scale >= 1 && r.supersample >= finest_supersample; }

 private:
  double seconds_per_pixel_ = 1e-6;  ///< estimate, per ray
};

}  // namespace asrg
