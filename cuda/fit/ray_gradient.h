#pragma once

#include "cuda/core/prefetch.h"
#include "cuda/fit/fixed_sums.h"
#include "cuda/fit/ray_motion.h"
#include "cuda/fit/sample_record.h"
#include "cuda/grid/gradient_slots.h"
#include "cuda/render/march.h"

namespace asrg {

/// Behind this transmittance nothing is sampled any more.
constexpr float opaque_transmittance = 1e-3f;

/// A ray's front-to-back composite: sum of weights in channel 0 (opacity), weighted channels in 1..7.
/// Volume rendering as in Max, "Optical models for direct volume rendering", IEEE TVCG 1995: opacity = 1 - exp(-extinction * length).
struct RayComposite {
  Channels sum = splat(0.0f);
  float mean_t = 0;      ///< sum of weight * t
  float distortion = 0;  ///< sum over pairs of samples of w_i w_j |t_i - t_j| (Barron et al., "Mip-NeRF 360", CVPR 2022, eq. 15)
  float transmittance = 1;
  int samples = 0;

  /// Adds the next sample. @return is there anything to be seen behind it?
  ASRG_HD bool add(const GridView& g, const Sample& s, float inverse_longest, SampleRecord& r) {
    r.value = interpolate(g, s);
    r.optical_depth = extinction(r.value.v[0]) * s.dt * g.inverse_reference;
    const float through = expf(-r.optical_depth);
    r.cell = s.key;
    r.shift = s.shift;
    r.fraction[0] = s.fraction.x;
    r.fraction[1] = s.fraction.y;
    r.fraction[2] = s.fraction.z;
    r.weight = transmittance * (1.0f - through);
    transmittance *= through;
    r.transmittance = transmittance;
    r.t = ray_position(g, s.t * inverse_longest);
    r.value.v[0] = 1.0f;
    distortion += 2.0f * r.weight * (r.t * sum.v[0] - mean_t);
    add_scaled(sum, r.weight, r.value);
    mean_t += r.weight * r.t;
    ++samples;
    return transmittance > opaque_transmittance;
  }
};

ASRG_HD inline void prefetch_corners([[maybe_unused]] const Channels* corners, [[maybe_unused]] const std::int32_t* index) {
#if !defined(__CUDA_ARCH__)
  for (int k = 0; k < 8; k += 2) prefetch_for_writing(corners + index[k]);
#endif
}

/// Marches a ray, composites it and writes one record a sample.
/// @param records room for every sample of the ray
/// @param gradients where backward_ray will add: on the CPU the cache lines are asked for here, since they are nearly always cold
ASRG_HD inline RayComposite forward_ray(const GridView& g, const Ray& ray, float step, float jitter, float inverse_longest,
                                        SampleRecord* records, const Channels* gradients) {
  RayComposite c;
  march(g, ray, step, jitter, [&](const Sample& s) {
    prefetch_corners(gradients, g.corners[s.key].index);
    return c.add(g, s, inverse_longest, records[c.samples]);
  });
  return c;
}

/// The same without records: backward_ray_again marches once more.
ASRG_HD inline RayComposite forward_ray(const GridView& g, const Ray& ray, float step, float jitter, float inverse_longest) {
  RayComposite c;
  march(g, ray, step, jitter, [&](const Sample& s) {
    SampleRecord r;
    return c.add(g, s, inverse_longest, r);
  });
  return c;
}

/// Where the backward pass adds up: the gradient of the flattened corner values, and per cell what pruning and splitting want to know.
struct GradientSink {
  Channels* corners;                         ///< one a corner
  std::uint64_t* touched;                    ///< see GradientSlots
  float* cell_weight;                        ///< one a cell: the largest compositing weight seen
  float* cell_error;                         ///< one a cell: sum of weight * pixel error
  std::int64_t* fixed_corners = nullptr;     ///< instead of `corners`, Channels::count a corner; see fixed_sums.h
  std::int64_t* fixed_cell_error = nullptr;  ///< instead of `cell_error`
};

/// What the loss says about a ray.
struct RayLoss {
  Channels g;        ///< gradient with respect to the composite (channel 0: opacity)
  float distortion;  ///< weight of the distortion
  float error;       ///< the pixel's squared error, for GradientSink::cell_error
};

/// The gradient of one ray, sample by sample from front to back. With weights w_i = T_i (1 - e^-tau_i) and the loss' slope g_i with respect
/// to w_i: dLoss/dtau_i = T_{i+1} g_i - sum_{j > i} w_j g_j. The sum behind a sample is the whole ray's, which the composite tells, minus
/// that before it.
class RayGradient {
 public:
  ASRG_HD RayGradient(const RayComposite& c, const RayLoss& loss)
      : loss_(loss),
        whole_weight_(c.sum.v[0]),
        whole_moment_(c.mean_t),
        behind_(dot(loss.g, c.sum) + 2.0f * loss.distortion * c.distortion) {}

  /// @param motion RayMotion or NoMotion
  template <class Motion>
  ASRG_HD void add(const GridView& grid, const SampleRecord& r, const GradientSink& sink, Motion& motion) {
    float slope = dot(loss_.g, r.value);
    if (loss_.distortion > 0) {
      const float moment = r.weight * r.t, weight_behind = whole_weight_ - weight_before_ - r.weight,
                  moment_behind = whole_moment_ - moment_before_ - moment;
      slope += 2.0f * loss_.distortion * (r.t * (weight_before_ - weight_behind) - (moment_before_ - moment_behind));
      weight_before_ += r.weight;
      moment_before_ += moment;
    }
    behind_ -= r.weight * slope;
    const float g_depth = r.transmittance * slope - behind_;
    Channels gv = splat(0.0f);
    add_scaled(gv, r.weight, loss_.g);
    // d(extinction)/d(log extinction) = extinction, also beyond the clamp: corners that go on there make the transition within a cell sharper, which
    // is worth 0.1 dB (compress/RESULTS.md).
    gv.v[0] = g_depth * r.optical_depth;
    float w[8];
    trilinear_weights({r.fraction[0], r.fraction[1], r.fraction[2]}, w);
#if defined(__CUDA_ARCH__)
    const CellCorners corners = load(grid.corners[r.cell]);
#else
    const CellCorners& corners = grid.corners[r.cell];
#endif
    const std::int32_t* index = corners.index;
    motion.add(grid, r, index, gv);
    accumulate_max(sink.cell_weight[r.cell], r.weight);
    for (int k = 0; k < 8; ++k) mark(sink.touched, index[k]);
    if (sink.fixed_corners) {
      for (int k = 0; k < 8; ++k)
        for (int c = 0; c < Channels::count; ++c)
          accumulate_fixed(sink.fixed_corners[static_cast<std::int64_t>(index[k]) * Channels::count + c], w[k] * gv.v[c], gradient_steps);
      accumulate_fixed(sink.fixed_cell_error[r.cell], r.weight * loss_.error, error_steps);
      return;
    }
    for (int k = 0; k < 8; ++k) accumulate(sink.corners[index[k]], w[k], gv);
    accumulate(sink.cell_error[r.cell], r.weight * loss_.error);
  }

 private:
  RayLoss loss_;
  float whole_weight_, whole_moment_, behind_;
  float weight_before_ = 0, moment_before_ = 0;
};

/// @param motion RayMotion, which adds up, or NoMotion
template <class Motion>
ASRG_HD inline void backward_ray(const GridView& grid, const SampleRecord* records, const RayComposite& composite, const RayLoss& loss,
                                 const GradientSink& sink, Motion& motion) {
  RayGradient gradient(composite, loss);
  for (int i = 0; i < composite.samples; ++i) gradient.add(grid, records[i], sink, motion);
}

/// The same where no records were kept.
template <class Motion>
ASRG_HD inline void backward_ray_again(const GridView& grid, const Ray& ray, float step, float jitter, float inverse_longest,
                                       const RayComposite& composite, const RayLoss& loss, const GradientSink& sink, Motion& motion) {
  RayGradient gradient(composite, loss);
  RayComposite again;
  march(grid, ray, step, jitter, [&](const Sample& s) {
    SampleRecord r;
    const bool more = again.add(grid, s, inverse_longest, r);
    gradient.add(grid, r, sink, motion);
    return more;
  });
}

}  // namespace asrg
