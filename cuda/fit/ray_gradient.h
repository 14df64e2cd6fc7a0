#pragma once

#include "cuda/core/prefetch.h"
#include "cuda/fit/fixed_sums.h"
#include "cuda/fit/ray_composite.h"
#include "cuda/fit/ray_motion.h"
#include "cuda/fit/sum_lock.h"
#include "cuda/grid/gradient_slots.h"

namespace asrg {

/// The sums to which the backward pass adds: the gradient with respect to the corners' flattened values, and CellStatistics.
struct GradientSink {
  Channels* corners;                         ///< one per corner
  std::uint64_t* touched;                    ///< see GradientSlots
  float* cell_weight;                        ///< one per cell: the largest compositing weight
  float* cell_error;                         ///< one per cell: sum of weight * pixel error
  std::int64_t* fixed_corners = nullptr;     ///< replaces `corners` where not null, Channels::count per corner; see fixed_sums.h
  std::int64_t* fixed_cell_error = nullptr;  ///< replaces `cell_error` then
  std::uint8_t* locks = nullptr;  ///< SumLock::count, or null: no other thread adds to these sums. Only backward_ray() asks for them
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
  template <class View, class Motion>
  ASRG_HD void add(const View& grid, const SampleRecord& r, const GradientSink& sink, Motion& motion) {
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

/// Sums of the gradient at a cell's corners, which stay in registers.
struct SpreadGradient {
#if defined(ASRG_AVX2)
  __m256 corner[8] = {};

  void add(glm::vec3 f, const Channels& gradient) {
    const __m256 g = _mm256_load_ps(gradient.v);
    const __m256 x = _mm256_set1_ps(f.x), y = _mm256_set1_ps(f.y), z = _mm256_set1_ps(f.z);
    const __m256 z1 = _mm256_mul_ps(g, z), z0 = _mm256_sub_ps(g, z1);
    const __m256 y1 = _mm256_mul_ps(z0, y), y0 = _mm256_sub_ps(z0, y1), y3 = _mm256_mul_ps(z1, y), y2 = _mm256_sub_ps(z1, y3);
    const __m256 edge[4] = {y0, y1, y2, y3};
    for (int k = 0; k < 4; ++k) {
      const __m256 x1 = _mm256_mul_ps(edge[k], x);
      corner[2 * k] = _mm256_add_ps(corner[2 * k], _mm256_sub_ps(edge[k], x1));
      corner[2 * k + 1] = _mm256_add_ps(corner[2 * k + 1], x1);
    }
  }
  void add_to(Channels& sum, int k) const { _mm256_store_ps(sum.v, _mm256_add_ps(_mm256_load_ps(sum.v), corner[k])); }
#else
  Channels corner[8] = {};

  void add(glm::vec3 f, const Channels& gradient) {
    float w[8];
    trilinear_weights(f, w);
    for (int k = 0; k < 8; ++k) add_scaled(corner[k], w[k], gradient);
  }
  void add_to(Channels& sum, int k) const { add_scaled(sum, 1.0f, corner[k]); }
#endif
};

/// The backward pass from records, for the CPU: consecutive samples in one cell are added to its corners together, and the sums of the cells that come
/// next are prefetched.
/// @param readable number of records from `records` on that may be read: behind the ray's own lie those of the next rays
/// @param motion RayMotion or NoMotion
template <class View, class Motion>
inline void backward_ray(const View& grid, const SampleRecord* records, int readable, const RayComposite& composite, const RayLoss& loss,
                         const GradientSink& sink, Motion& motion) {
  constexpr int ahead = 12;
  RayGradient gradient(composite, loss);
  const auto ask_for_sums = [&](int i) {
    const std::int32_t cell = records[i].cell;
    if (i > 0 && records[i - 1].cell == cell) return;
    prefetch_for_writing(sink.cell_weight + cell);
    prefetch_for_writing(sink.cell_error + cell);
    const std::int32_t* index = grid.corners[cell].index;
    for (int k = 0; k < 8; ++k) prefetch_for_writing(sink.corners + index[k]);
  };
  int asked = 0;
  for (int i = 0; i < composite.samples;) {
    for (; asked < readable && asked < i + ahead; ++asked) ask_for_sums(asked);
    const std::int32_t cell = records[i].cell;
    const std::int32_t* index = grid.corners[cell].index;
    float largest = 0, weight = 0;
    SpreadGradient spread;
    do {
      const SampleRecord& r = records[i];
      const Channels g = gradient.next(r);
      motion.add(grid, r, index, g);
      spread.add(r.fraction, g);
      accumulate_max(largest, r.weight);
      weight += r.weight;
      ++i;
    } while (i < composite.samples && records[i].cell == cell);
    SumLock lock(sink.locks);
    lock.hold(cell >> 6);
    accumulate_max(sink.cell_weight[cell], largest);
    accumulate(sink.cell_error[cell], weight * loss.error);
    for (int k = 0; k < 8; ++k) {
      lock.hold(index[k] >> 6);  // of the word of touched bits
      mark(sink.touched, index[k]);
      spread.add_to(sink.corners[index[k]], k);
    }
  }
}

/// The backward pass without records: marches the ray a second time.
template <class View, class Motion>
ASRG_HD inline void backward_ray_again(const View& grid, const Ray& ray, float step, float jitter, float inverse_longest,
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
