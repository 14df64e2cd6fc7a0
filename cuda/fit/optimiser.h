#pragma once

#include <cmath>
#include "cuda/core/channels.h"
#include "cuda/core/host_device.h"

#include <cstdint>

namespace asrg {

/// How one level's residuals are optimised; per channel.
struct CornerStep {
  Channels rate;      ///< learning rate
  Channels sparsity;  ///< lambda of the L1 penalty on the residual, in units of the loss
  Channels decay;     ///< weight of the squared residual, in units of the loss
};

constexpr float adam_beta1 = 0.9f;
constexpr float adam_beta2 = 0.99f;
constexpr float adam_epsilon = 1e-12f;

ASRG_HD inline bool all_zero(const Channels& x) {
#if defined(ASRG_AVX2) && !defined(__CUDA_ARCH__)
  return _mm256_movemask_ps(_mm256_cmp_ps(_mm256_load_ps(x.v), _mm256_setzero_ps(), _CMP_NEQ_OQ)) == 0;
#else
  for (int i = 0; i < Channels::count; ++i)
    if (x.v[i] != 0) return false;
  return true;
#endif
}

/// One step of Adam (Kingma and Ba, ICLR 2015) with the L1 penalty applied as the proximal operator in Adam's own metric: a residual whose
/// expected slope stays below lambda becomes exactly zero. Channels that no ray touched in this step (gradient exactly 0) do not move.
/// Leaves the gradient zeroed.
struct CornerAdamKernel {
  Channels* residuals;
  Channels* first_moment;
  Channels* second_moment;
  Channels* gradient;  ///< with respect to residuals; zeroed
  const std::uint8_t* hanging;
  CornerStep step;
  std::int32_t first;

  ASRG_HD void operator()(int i) const {
    const std::int32_t corner = first + i;
    const Channels g = gradient[corner];
    if (all_zero(g)) return;
    gradient[corner] = splat(0.0f);
    if (hanging[corner]) return;
    Channels r = residuals[corner], m = first_moment[corner], v = second_moment[corner];
    for (int c = 0; c < Channels::count; ++c) {
      const float slope = g.v[c] + 2.0f * step.decay.v[c] * r.v[c];
      const float m1 = adam_beta1 * m.v[c] + (1.0f - adam_beta1) * slope;
      const float v1 = adam_beta2 * v.v[c] + (1.0f - adam_beta2) * slope * slope;
      const float scale = step.rate.v[c] / (sqrtf(v1) + adam_epsilon);
      const float x = r.v[c] - scale * m1;
      const float threshold = scale * step.sparsity.v[c];
      const float magnitude = fabsf(x) - threshold;
      const float shrunk = magnitude > 0 ? copysignf(magnitude, x) : 0.0f;
      const bool touched = g.v[c] != 0.0f;
      r.v[c] = touched ? shrunk : r.v[c];
      m.v[c] = touched ? m1 : m.v[c];
      v.v[c] = touched ? v1 : v.v[c];
    }
    residuals[corner] = r;
    first_moment[corner] = m;
    second_moment[corner] = v;
  }
};

/// Adds the other slots' gradients to the first slot's, and leaves the others zeroed. Most corners are untouched in a step: memory is
/// written only where something is to be changed.
struct ReduceSlotsKernel {
  Channels* slots;
  std::int64_t stride;
  int count;

  ASRG_HD void operator()(int i) const {
    for (int s = 1; s < count; ++s) {
      Channels& other = slots[s * stride + i];
      if (all_zero(other)) continue;
      add_scaled(slots[i], 1.0f, other);
      other = splat(0.0f);
    }
  }
};

/// Adam with bias correction for a plain array of floats, summing over slots first; the slots are left zeroed.
struct ArrayAdamKernel {
  float* parameters;
  float* first_moment;
  float* second_moment;
  float* slots;
  std::int64_t stride;
  int count;
  float rate, correction1, correction2;  ///< corrections: 1 / (1 - beta^t)

  ASRG_HD void operator()(int i) const {
    float g = 0;
    for (int s = 0; s < count; ++s) {
      g += slots[s * stride + i];
      slots[s * stride + i] = 0;
    }
    const float m = adam_beta1 * first_moment[i] + (1.0f - adam_beta1) * g;
    const float v = adam_beta2 * second_moment[i] + (1.0f - adam_beta2) * g * g;
    first_moment[i] = m;
    second_moment[i] = v;
    parameters[i] -= rate * m * correction1 / (sqrtf(v * correction2) + adam_epsilon);
  }
};

}  // namespace asrg
