#pragma once

#include "cuda/core/channels.h"
#include "cuda/grid/grid_view.h"
#include "cuda/render/interpolate.h"

#include <cstdint>

namespace asrg {

/// What the backward pass needs of one sample; one cache line.
struct SampleRecord {
  std::int32_t cell : 28;  ///< as Sample::key
  std::int32_t shift : 4;  ///< as Sample::shift
  glm::vec3 fraction;
  float weight;         ///< compositing weight: transmittance before the sample times its opacity
  float transmittance;  ///< behind the sample
  float optical_depth;  ///< of the sample's segment
  float t;              ///< ray_position()
  Channels value;       ///< interpolated channels, with 1 in place of the density

  /// Writes what is known before the grid's values are read. Until RayComposite::add, `optical_depth` holds the segment's length and `t` the distance, both
  /// in lattice units.
  ASRG_HD void note_place(const Sample& s) {
    cell = s.key;
    shift = s.shift;
    fraction = s.fraction;
    optical_depth = s.dt;
    t = s.t;
  }
};
static_assert(sizeof(SampleRecord) == 64);

/// The position of a sample along its ray by which the distortion is computed. With surroundings, distances are compressed to 0..4.
/// @param t distance in units of the box's longest edge
ASRG_HD inline float ray_position(const LeavesView& g, float t) { return g.reach > 0 ? 4.0f * t / (1.0f + t) : t; }

/// The inverse of ray_position().
ASRG_HD inline float distance_along_ray(const LeavesView& g, float position) {
  return g.reach > 0 ? position / (4.0f - position) : position;
}

}  // namespace asrg
