#pragma once

#include "cuda/core/prefetch.h"
#include "cuda/fit/fixed_sums.h"
#include "cuda/fit/ray_motion.h"
#include "cuda/fit/sample_record.h"
#include "cuda/grid/gradient_slots.h"
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
  ASRG_HD bool add(const GridView& g, const Sample& s, float inverse_longest, SampleRecord& r) {
    r.note_place(s);
    return add(g, inverse_longest, r);
  }

  /// The same for a sample for which note_place() has been called.
  ASRG_HD bool add(const GridView& g, float inverse_longest, SampleRecord& r) {
    const Channels value = interpolate(g, r.cell, r.fraction);
    r.value = with_first(value, 1.0f);
    r.optical_depth = extinction(value.v[0]) * r.optical_depth * g.inverse_reference;
    const float through = expf(-r.optical_depth);
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

/// Marches a ray, composites it and writes one record per sample. For the CPU, where a grid is larger than the caches: the march is some samples ahead of
/// the compositing, and prefetches what those samples will read, and the sums to which backward_ray will add.
/// @param records room for every sample of the ray, see most_samples()
/// @param gradients the sums to which backward_ray will add, one per corner
inline RayComposite forward_ray(const GridView& g, const Ray& ray, float step, float jitter, float inverse_longest, SampleRecord* records,
                                const Channels* gradients) {
  // Samples ahead. A cell's corner indices are prefetched first, since the addresses of the corners' values follow from them.
  constexpr int values_ahead = 4, corners_ahead = 8;
  RayComposite c;
  int found = 0, asked = 0;
  const auto in_new_cell = [&](int i) { return i == 0 || records[i].cell != records[i - 1].cell; };
  const auto ask_for_values = [&](int i) {
    if (!in_new_cell(i)) return;
    const std::int32_t* index = g.corners[records[i].cell].index;
    for (int k = 0; k < 8; k += 2) {
      prefetch(g.values + index[k]);
      prefetch_for_writing(gradients + index[k]);
    }
  };
  bool more = true;
  march<false>(g, ray, step, jitter, [&](const Sample& s) {
    records[found].note_place(s);
    if (in_new_cell(found)) prefetch(g.corners + s.key);
    ++found;
    if (found - asked > corners_ahead - values_ahead) ask_for_values(asked++);
    if (found - c.samples > corners_ahead) more = c.add(g, inverse_longest, records[c.samples]);
    return more;
  });
  while (more && c.samples < found) {
    if (asked < found) ask_for_values(asked++);
    more = c.add(g, inverse_longest, records[c.samples]);
  }
  return c;
}

/// The same without records: for backward_ray_again, which marches a second time.
ASRG_HD inline RayComposite forward_ray(const GridView& g, const Ray& ray, float step, float jitter, float inverse_longest) {
  RayComposite c;
  march(g, ray, step, jitter, [&](const Sample& s) {
    SampleRecord r;
    return c.add(g, s, inverse_longest, r);
  });
  return c;
}

/// The sums to which the backward pass adds: the gradient with respect to the corners' flattened values, and CellStatistics.
struct GradientSink {
  Channels* corners;                         ///< one per corner
  std::uint64_t* touched;                    ///< see GradientSlots
  float* cell_weight;                        ///< one per cell: the largest compositing weight
  float* cell_error;                         ///< one per cell: sum of weight * pixel error
  std::int64_t* fixed_corners = nullptr;     ///< replaces `corners` where not null, Channels::count per corner; see fixed_sums.h
  std::int64_t* fixed_cell_error = nullptr;  ///< replaces `cell_error` then
};

/// What the backward pass of a ray begins with.
struct RayLoss {
  Channels g;        ///< gradient with respect to the composite (channel 0: opacity)
  float distortion;  ///< gradient with respect to RayComposite::distortion
  float error;       ///< the pixel's squared error, for GradientSink::cell_error
};

/// The backward pass of one ray, sample by sample from front to back. With compositing weights w_i = T_i (1 - e^-tau_i), transmittance T_i before and
/// T_{i+1} behind sample i, optical depth tau_i and g_i = dLoss/dw_i: dLoss/dtau_i = T_{i+1} g_i - sum_{j > i} w_j g_j. The sum over the samples
/// behind i is that over the whole ray, which follows from the composite, minus that up to i.
class RayGradient {
 public:
  ASRG_HD RayGradient(const RayComposite& c, const RayLoss& loss)
      : loss_(loss),
        whole_weight_(c.sum.v[0]),
        whole_moment_(c.mean_t),
        behind_(dot(loss.g, c.sum) + 2.0f * loss.distortion * c.distortion) {}

  /// The gradient with respect to the next sample's interpolated channels.
  ASRG_HD Channels next(const SampleRecord& r) {
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
    Channels g = splat(0.0f);
    add_scaled(g, r.weight, loss_.g);
    // d(extinction)/d(log extinction) = extinction is used beyond the clamp, too, where the true derivative is 0: corners that are pushed beyond it make
    // the transition within a cell sharper, which gains 0.1 dB (compress/RESULTS.md).
    return with_first(g, g_depth * r.optical_depth);
  }

  /// Adds the next sample's part to the sums of its cell and the cell's corners.
  /// @param motion RayMotion or NoMotion
  template <class Motion>
  ASRG_HD void add(const GridView& grid, const SampleRecord& r, const GradientSink& sink, Motion& motion) {
    const Channels gv = next(r);
    float w[8];
    trilinear_weights(r.fraction, w);
    const CellCorners corners = load(grid.corners[r.cell]);
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

/// The backward pass from records, for the CPU: consecutive samples in one cell are added to its corners together.
/// @param motion RayMotion or NoMotion
template <class Motion>
inline void backward_ray(const GridView& grid, const SampleRecord* records, const RayComposite& composite, const RayLoss& loss,
                         const GradientSink& sink, Motion& motion) {
  constexpr int most = 4;  // samples at a time: their gradients stay in registers
  RayGradient gradient(composite, loss);
  for (int i = 0; i < composite.samples;) {
    const std::int32_t cell = records[i].cell;
    const std::int32_t* index = grid.corners[cell].index;
    Channels g[most];
    float w[most][8];
    float &largest = sink.cell_weight[cell], &error = sink.cell_error[cell];
    int count = 0;
    for (; count < most && i < composite.samples && records[i].cell == cell; ++count, ++i) {
      g[count] = gradient.next(records[i]);
      trilinear_weights(records[i].fraction, w[count]);
      motion.add(grid, records[i], index, g[count]);
      accumulate_max(largest, records[i].weight);
      accumulate(error, records[i].weight * loss.error);
    }
    for (int k = 0; k < 8; ++k) {
      mark(sink.touched, index[k]);
      Channels sum = sink.corners[index[k]];
      for (int s = 0; s < count; ++s) add_scaled(sum, w[s][k], g[s]);
      sink.corners[index[k]] = sum;
    }
  }
}

/// The backward pass without records: marches the ray a second time.
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
