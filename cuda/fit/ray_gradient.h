#pragma once

#include "cuda/render/march.h"

namespace asrg {

/// What the backward pass needs again of one sample; one cache line.
struct SampleRecord {
  std::int32_t cell;
  float fraction[3];
  float weight;         ///< compositing weight: transmittance before the sample times its opacity
  float transmittance;  ///< behind the sample
  float optical_depth;  ///< of the sample's segment
  float t;              ///< in units of the grid's longest edge
  Channels value;       ///< interpolated channels
};
static_assert(sizeof(SampleRecord) == 64);

/// A ray's front-to-back composite: sum of weights in channel 0 (opacity), weighted channels in 1..7.
struct RayComposite {
  Channels sum;
  float mean_t;  ///< sum of weight * t
  int samples;
};

/// Behind this transmittance nothing is sampled any more.
constexpr float opaque_transmittance = 1e-3f;

ASRG_HD inline void prefetch_corners([[maybe_unused]] const Channels* corners, [[maybe_unused]] const std::int32_t* index) {
#if !defined(__CUDA_ARCH__) && defined(__GNUC__)
  for (int k = 0; k < 8; k += 2) __builtin_prefetch(corners + index[k], 1, 2);
#endif
}

/// Marches a ray, composites it and writes one record a sample.
/// Volume rendering as in Max, "Optical models for direct volume rendering", IEEE TVCG 1995: opacity = 1 - exp(-extinction * length).
/// @param records room for every sample of the ray
/// @param gradients where backward_ray will add: on the CPU the cache lines are asked for here, since they are nearly always cold
ASRG_HD inline RayComposite forward_ray(const GridView& g, const Ray& ray, float step, float jitter, float inverse_longest, SampleRecord* records,
                                        const Channels* gradients) {
  RayComposite c{splat(0.0f), 0.0f, 0};
  float transmittance = 1.0f;
  march(g, ray, step, jitter, [&](const Sample& s) {
    SampleRecord& r = records[c.samples++];
    prefetch_corners(gradients, g.corners[s.cell].index);
    r.value = interpolate(g, s);
    r.optical_depth = extinction(r.value.v[0]) * s.dt * g.inverse_reference;
    const float through = expf(-r.optical_depth);
    r.cell = s.cell;
    r.fraction[0] = s.fraction.x;
    r.fraction[1] = s.fraction.y;
    r.fraction[2] = s.fraction.z;
    r.weight = transmittance * (1.0f - through);
    transmittance *= through;
    r.transmittance = transmittance;
    r.t = s.t * inverse_longest;
    r.value.v[0] = 1.0f;
    add_scaled(c.sum, r.weight, r.value);
    c.mean_t += r.weight * r.t;
    return transmittance > opaque_transmittance;
  });
  return c;
}

/// Where backward_ray adds up: the gradient of the flattened corner values, and per cell what pruning and splitting want to know.
struct GradientSink {
  Channels* corners;   ///< one a corner
  float* cell_weight;  ///< one a cell: the largest compositing weight seen
  float* cell_error;   ///< one a cell: sum of weight * pixel error
};

struct RayRegularisation {
  float distortion;  ///< weight of the distortion loss (Barron et al., "Mip-NeRF 360", CVPR 2022, eq. 15), per ray
};

ASRG_HD inline void add_corner_gradient(Channels* corners, const std::int32_t* index, const float* w, const Channels& g) {
#if defined(__CUDA_ARCH__)
  for (int k = 0; k < 8; ++k)
    for (int c = 0; c < Channels::count; ++c) atomicAdd(&corners[index[k]].v[c], w[k] * g.v[c]);
#else
  for (int k = 0; k < 8; ++k) add_scaled(corners[index[k]], w[k], g);
#endif
}

/// The gradient of one ray. With weights w_i = T_i (1 - e^-tau_i) and the loss' slope g_i with respect to w_i:
/// dLoss/dtau_i = T_{i+1} g_i - sum_{j > i} w_j g_j, walked from back to front.
/// @param g gradient of the loss with respect to the composite (channel 0: opacity)
/// @param error the pixel's squared error, for GradientSink::cell_error
ASRG_HD inline void backward_ray(const GridView& grid, const SampleRecord* records, const RayComposite& composite, const Channels& g,
                                 RayRegularisation regularisation, float error, const GradientSink& sink) {
  float behind = 0;                          // sum over the samples behind of w_j g_j
  float weight_behind = 0, moment_behind = 0;  // the same of w_j and w_j t_j
  for (int i = composite.samples - 1; i >= 0; --i) {
    const SampleRecord& r = records[i];
    float slope = dot(g, r.value);
    if (regularisation.distortion > 0) {
      const float weight_before = composite.sum.v[0] - weight_behind - r.weight, moment_before = composite.mean_t - moment_behind - r.weight * r.t;
      slope += 2.0f * regularisation.distortion * (r.t * (weight_before - weight_behind) - (moment_before - moment_behind));
      weight_behind += r.weight;
      moment_behind += r.weight * r.t;
    }
    const float g_depth = r.transmittance * slope - behind;
    behind += r.weight * slope;
    Channels gv = splat(0.0f);
    add_scaled(gv, r.weight, g);
    gv.v[0] = g_depth * r.optical_depth;  // d(extinction)/d(log extinction) = extinction
    float w[8];
    trilinear_weights({r.fraction[0], r.fraction[1], r.fraction[2]}, w);
    add_corner_gradient(sink.corners, grid.corners[r.cell].index, w, gv);
#if !defined(__CUDA_ARCH__)
    if (r.weight > sink.cell_weight[r.cell]) sink.cell_weight[r.cell] = r.weight;
    sink.cell_error[r.cell] += r.weight * error;
#else
    atomicMax(reinterpret_cast<int*>(&sink.cell_weight[r.cell]), __float_as_int(r.weight));
    atomicAdd(&sink.cell_error[r.cell], r.weight * error);
#endif
  }
}

}  // namespace asrg
