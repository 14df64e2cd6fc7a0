#pragma once

#include "cuda/core/exponential.h"
#include "cuda/fit/sample_record.h"
#include "cuda/render/march.h"

namespace asrg {

/// A ray's front-to-back composite: sum of weights in channel 0 (opacity), weighted channels in 1..7.
/// Volume rendering as in Max, "Optical models for direct volume rendering", IEEE TVCG 1995: opacity = 1 - exp(-extinction * length).
struct RayComposite {
  Channels sum = splat(0.0f);
  float mean_t = 0;      ///< sum of weight * ray_position()
  float distortion = 0;  ///< sum over pairs of samples of w_i w_j |t_i - t_j| (Barron et al., "Mip-NeRF 360", CVPR 2022, eq. 15)
  float transmittance = 1;
  int samples = 0;

  /// Adds the next sample. @param r written @return whether the ray goes on behind it
  template <class Value>
  ASRG_HD bool add(const ValuesView<Value>& g, const Sample& s, float inverse_longest, SampleRecord& r) {
    r.note_place(s);
    return add(g, inverse_longest, r);
  }

  /// The same for a sample for which note_place() has been called.
  template <class Value>
  ASRG_HD bool add(const ValuesView<Value>& g, float inverse_longest, SampleRecord& r) {
    const Channels value = interpolate(g, r.cell, r.fraction);
    r.value = with_first(value, 1.0f);
    r.optical_depth = extinction(value.v[0]) * r.optical_depth * g.inverse_reference;
    return add(g, inverse_longest, exponential(-r.optical_depth), r);
  }

  /// The same for a sample whose value and optical depth are known. @param through the share of light that passes it
  ASRG_HD bool add(const LeavesView& g, float inverse_longest, float through, SampleRecord& r) {
    r.weight = transmittance * (1.0f - through);
    transmittance *= through;
    r.transmittance = transmittance;
    r.t = ray_position(g, r.t * inverse_longest);
    distortion += 2.0f * r.weight * (r.t * sum.v[0] - mean_t);
    add_scaled(sum, r.weight, r.value);
    mean_t += r.weight * r.t;
    ++samples;
    return transmittance > opaque_transmittance;
  }
};

/// Marches a ray and composites it. Records are not kept: backward_ray_again marches a second time.
template <class Value>
ASRG_HD inline RayComposite forward_ray(const ValuesView<Value>& g, const Ray& ray, float step, float jitter, float inverse_longest) {
  RayComposite c;
  march(g, ray, step, jitter, [&](const Sample& s) {
    SampleRecord r;
    return c.add(g, s, inverse_longest, r);
  });
  return c;
}

}  // namespace asrg
