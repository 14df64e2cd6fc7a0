#pragma once

#include "cuda/core/channels.h"
#include "cuda/grid/grid_view.h"
#include "cuda/render/interpolate.h"

#include <cstdint>

namespace asrg {

/// What the backward pass needs again of one sample; one cache line.
struct SampleRecord {
  std::int32_t cell : 28;  ///< as Sample::key
  std::int32_t shift : 4;  ///< as Sample::shift
  glm::vec3 fraction;
  float weight;         ///< compositing weight: transmittance before the sample times its opacity
  float transmittance;  ///< behind the sample
  float optical_depth;  ///< of the sample's segment
  float t;              ///< see ray_position
  Channels value;       ///< interpolated channels

  /// Where the sample lies, before anything is read there: the segment's length stands where its optical depth will, and t is still in lattice units.
  ASRG_HD void note_place(const Sample& s) {
    cell = s.key;
    shift = s.shift;
    fraction = s.fraction;
    optical_depth = s.dt;
    t = s.t;
  }
};
static_assert(sizeof(SampleRecord) == 64);

/// Where along a ray a sample counts as for the distortion: surroundings are far away.
/// @param t in units of the box's longest edge
ASRG_HD inline float ray_position(const LeavesView& g, float t) { return g.reach > 0 ? 4.0f * t / (1.0f + t) : t; }

/// The t that ray_position() was given.
ASRG_HD inline float distance_along_ray(const LeavesView& g, float position) {
  return g.reach > 0 ? position / (4.0f - position) : position;
}

}  // namespace asrg
