#pragma once

#include "cuda/fit/patch_kernel.h"

namespace asrg {

/// What the passes below hand on; one a ray of the step.
struct RayState {
  PatchKernel::PixelState pixel;
  ShaderSlopes slopes;
};

/// PatchKernel's work by one thread a ray, in four passes: for CUDA, where a patch a thread would leave most of the machine idle. Samples are
/// not recorded but marched over twice: a step's records would be gigabytes, and reading corners again costs less than writing records.
struct RayPasses {
  PatchKernel patch;
  RayState* states;
  glm::vec3* colour;    ///< a ray
  glm::vec3* gradient;  ///< a ray, of the loss with respect to the colour
  float* error;         ///< a ray

  ASRG_HD Patch patch_at(int index) const { return draw_patch(patch.views, patch.seed, patch.step, static_cast<std::uint32_t>(index)); }
};

/// Index: ray.
struct ForwardPass {
  RayPasses p;

  ASRG_HD void operator()(int i) const {
    RayState& state = p.states[i];
    p.colour[i] = p.patch.forward(p.patch_at(i / patch_rays), i % patch_rays, state.pixel, [&](const PatchKernel::PixelState& s) {
      return forward_ray(p.patch.grid, s.ray, p.patch.loss.step, s.jitter, p.patch.inverse_longest);
    });
  }
};

/// Index: patch.
struct ComparePass {
  RayPasses p;

  ASRG_HD void operator()(int i, int slot) const {
    const int first = i * patch_rays;
    const RayState* states = p.states + first;
    const double squared = p.patch.compare(
        p.patch_at(i), [&](int k) { return states[k].pixel.background; }, p.colour + first, p.gradient + first, p.error + first);
    std::int64_t samples = 0;
    for (int k = 0; k < patch_rays; ++k) samples += states[k].pixel.composite.samples;
    if (p.patch.slots.fixed.squared_error)
      accumulate_fixed(p.patch.slots.fixed.squared_error[slot], static_cast<float>(squared), error_steps);
    else
      accumulate(p.patch.slots.squared_error[slot], squared);
    accumulate(p.patch.slots.samples[slot], samples);
  }
};

/// Index: ray.
struct BackwardPass {
  RayPasses p;

  ASRG_HD void operator()(int i, int slot) const {
    RayState& state = p.states[i];
    const PatchKernel& k = p.patch;
    const RayLoss ray = k.shade_backward(state.pixel, p.gradient[i], p.error[i], slot, state.slopes);
    if (state.pixel.composite.samples == 0) return;
    backward_ray_again(k.grid, state.pixel.ray, k.loss.step, state.pixel.jitter, k.inverse_longest, state.pixel.composite, ray, k.sink(slot));
  }
};

/// Sums the shader's gradient over the rays. Index: weight + ShaderWeights::count * chunk; each chunk of rays has a sum of its own, so that
/// neither atomics nor their order matter.
struct ShaderPass {
  static constexpr int chunks = 256;

  const RayState* states;
  int rays;
  ShaderWeights* sums;  ///< chunks

  ASRG_HD void operator()(int i) const {
    const int weight = i % ShaderWeights::count, chunk = i / ShaderWeights::count;
    const int first = static_cast<int>(static_cast<std::int64_t>(rays) * chunk / chunks);
    const int end = static_cast<int>(static_cast<std::int64_t>(rays) * (chunk + 1) / chunks);
    float sum = 0;
    for (int r = first; r < end; ++r)
      if (states[r].pixel.composite.samples > 0) sum += shader_gradient_at(states[r].pixel.activations, states[r].slopes, weight);
    sums[chunk].data()[weight] = sum;
  }
};

}  // namespace asrg
