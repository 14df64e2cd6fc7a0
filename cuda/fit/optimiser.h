#pragma once

#include "cuda/core/channels.h"
#include "cuda/core/host_device.h"
#include "cuda/core/prefetch.h"
#include "cuda/fit/step_settings.h"
#include "cuda/grid/gradient_slots.h"

#include <cmath>
#include <cstdint>

namespace asrg {

constexpr float adam_beta1 = 0.9f;
constexpr float adam_beta2 = 0.99f;
constexpr float adam_epsilon = 1e-12f;

/// Soft thresholding: x moved towards 0 by `threshold`, and not beyond. NaN stays NaN, so that it is noticed.
ASRG_HD inline float shrunk(float x, float threshold) {
  const float magnitude = fabsf(x) - threshold;
  return magnitude <= 0 ? 0.0f : copysignf(magnitude, x);
}

/// One step of Adam (Kingma and Ba, ICLR 2015), without its bias correction, with the L1 penalty applied as the proximal operator in Adam's own
/// metric: a residual whose expected gradient stays below lambda becomes exactly zero. Channels that no ray reached in this step (gradient exactly
/// 0) do not change.
///
/// Towards the end of a fit a running average of the residuals is kept, which lies closer to the optimum than the last of them (Polyak and Juditsky,
/// "Acceleration of stochastic approximation by averaging", 1992).
struct CornerAdam {
  Channels* residuals;
  Channels* first_moment;
  Channels* second_moment;
  const std::uint8_t* hanging;
  CornerStep levels[Lattice::max_levels];
  std::int32_t level_end[Lattice::max_levels];  ///< index one past each level's last corner
  Channels* average = nullptr;                  ///< running average of the residuals; null: none is kept
  float averaging = 0;                          ///< share of the new residual in it; see StepSettings::averaging

  ASRG_HD int level_of(std::int32_t corner) const {
    int level = 0;
    while (corner >= level_end[level]) ++level;
    return level;
  }

  ASRG_HD void operator()(std::int32_t corner, const CornerStep& step, const Channels& g) const {
    if (hanging[corner]) return;
    Channels r = residuals[corner], m = first_moment[corner], v = second_moment[corner];
    for (int c = 0; c < Channels::count; ++c) {
      const float slope = g.v[c] + 2.0f * step.decay.v[c] * r.v[c];
      const float m1 = adam_beta1 * m.v[c] + (1.0f - adam_beta1) * slope;
      const float v1 = adam_beta2 * v.v[c] + (1.0f - adam_beta2) * slope * slope;
      const float scale = step.rate.v[c] / (sqrtf(v1) + adam_epsilon);
      const float x = r.v[c] - scale * m1;
      const bool touched = g.v[c] != 0.0f;
      r.v[c] = touched ? shrunk(x, scale * step.sparsity.v[c]) : r.v[c];
      m.v[c] = touched ? m1 : m.v[c];
      v.v[c] = touched ? v1 : v.v[c];
    }
    if (average) {
      Channels a = average[corner];
      for (int c = 0; c < Channels::count; ++c) a.v[c] += g.v[c] != 0.0f ? averaging * (r.v[c] - a.v[c]) : 0.0f;
      average[corner] = a;
    }
    residuals[corner] = r;
    first_moment[corner] = m;
    second_moment[corner] = v;
  }
};

/// Sums the slots' gradients of the touched corners, takes a step of Adam, and zeroes sums and touched bits. Index: word of GradientSlots::touched.
struct OptimiseWordKernel {
  CornerAdam adam;
  GradientSlots gradient;

  ASRG_HD void operator()(int word) const {
    std::uint64_t touched = 0;
    for (int s = 0; s < gradient.slots; ++s) touched |= gradient.touched_of(s)[word];
    if (!touched) return;
    each_bit(touched, [&](int bit) {
      const std::int32_t corner = word * 64 + bit;
      for (int s = 0; s < gradient.slots; ++s)
        if (is_marked(gradient.touched_of(s), corner)) prefetch_for_writing(gradient.sums_of(s) + corner);
      prefetch_for_writing(adam.residuals + corner);
      prefetch_for_writing(adam.first_moment + corner);
      prefetch_for_writing(adam.second_moment + corner);
    });
    int level = adam.level_of(word * 64 + lowest_bit(touched));
    each_bit(touched, [&](int bit) {
      const std::int32_t corner = word * 64 + bit;
      while (corner >= adam.level_end[level]) ++level;
      Channels sum = splat(0.0f);
      for (int s = 0; s < gradient.slots; ++s) {
        if (!is_marked(gradient.touched_of(s), corner)) continue;
        Channels& of_slot = gradient.sums_of(s)[corner];
        add_scaled(sum, 1.0f, of_slot);
        of_slot = splat(0.0f);
      }
      adam(corner, adam.levels[level], sum);
    });
    for (int s = 0; s < gradient.slots; ++s) gradient.touched_of(s)[word] = 0;
  }
};

/// The same for a single slot with one thread per corner; the touched bits are left as they are. Index: corner.
struct OptimiseCornerKernel {
  CornerAdam adam;
  GradientSlots gradient;

  ASRG_HD void operator()(int corner) const {
    if (!is_marked(gradient.touched, corner)) return;
    const Channels g = gradient.sums[corner];
    gradient.sums[corner] = splat(0.0f);
    adam(corner, adam.levels[adam.level_of(corner)], g);
  }
};

/// One step of Adam with bias correction for a plain array of floats. The gradient is the sum over slots, which are zeroed. With an L1 penalty, applied
/// as in CornerAdam, or with `still_without_gradient`, parameters whose gradient is 0 in this step do not change. Index: parameter.
struct ArrayAdamKernel {
  float* parameters;
  float* first_moment;
  float* second_moment;
  float* slots;
  std::int64_t stride;                      ///< parameters per slot
  int count;                                ///< slots
  float rate, correction1, correction2;     ///< corrections: 1 / (1 - beta^t)
  float sparsity = 0;                       ///< lambda of the L1 penalty, in units of the loss
  std::int32_t still_without_gradient = 0;  ///< not bool: see launch() on padding

  ASRG_HD void operator()(int i) const { take(i, take_gradient(i)); }

  /// The sum of a parameter's gradient over the slots, which are zeroed.
  ASRG_HD float take_gradient(int i) const {
    float g = 0;
    for (int s = 0; s < count; ++s) {
      g += slots[s * stride + i];
      slots[s * stride + i] = 0;
    }
    return g;
  }

  /// The step of one parameter with a gradient that has been summed.
  ASRG_HD void take(int i, float g) const {
    if ((sparsity > 0 || still_without_gradient) && g == 0.0f) return;
    const float m = adam_beta1 * first_moment[i] + (1.0f - adam_beta1) * g;
    const float v = adam_beta2 * second_moment[i] + (1.0f - adam_beta2) * g * g;
    first_moment[i] = m;
    second_moment[i] = v;
    const float scale = rate / (sqrtf(v * correction2) + adam_epsilon);
    parameters[i] = shrunk(parameters[i] - scale * m * correction1, scale * sparsity);
  }
};

}  // namespace asrg
