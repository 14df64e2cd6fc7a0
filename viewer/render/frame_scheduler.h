#pragma once

#include <glm/glm.hpp>

namespace asrg {

/// How finely the next image is to be drawn.
struct Resolution {
  float scale = 1;  ///< of the window's pixels along each axis
  int supersample = 1;

  bool operator==(const Resolution&) const = default;
};

/// Chooses resolutions so that moving stays fluid and a resting picture becomes fine: while anything changes, as many pixels as fit into
/// the frame's time; then full resolution, then several rays a pixel.
class FrameScheduler {
 public:
  static constexpr double moving_seconds = 1.0 / 36;
  static constexpr int finest_supersample = 2;

  /// Tells how long an image took. @param pixels rays that were cast
  void drawn(double pixels, double seconds);
  /// For an image whose content changes.
  Resolution moving(glm::ivec2 window) const;
  /// The next step for one that rests; `last` itself when there is nothing finer.
  Resolution finer(const Resolution& last) const;
  static bool finest(const Resolution& r) { return r.scale >= 1 && r.supersample >= finest_supersample; }

 private:
  double seconds_per_pixel_ = 1e-6;
};

}  // namespace asrg
