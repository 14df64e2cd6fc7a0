#pragma once

#include "cuda/fit/patch_kernel.h"

namespace asrg {

/// What the passes below hand on; one a ray of the step.
struct RayState {
  PatchKernel::PixelState pixel;
  ShaderSlopes slopes;
};

/// PatchKernel's work by one thread a ray, in passes: for CUDA, where a patch a thread would leave most of the machine idle. Samples are
/// not recorded but marched over twice: a step's records would be gigabytes, and reading corners again costs less than writing records.
struct RayPasses {
  PatchKernel patch;
  RayState* states;
  glm::vec3* colour;    ///< a ray
  glm::vec3* target;    ///< a ray: the photo's colour
  glm::vec3* gradient;  ///< a ray, of the photometric term with respect to the colour
  float* error;         ///< a ray
  SsimWindow* windows;  ///< ssim_windows a patch

  ASRG_HD Patch patch_at(int index) const { return draw_patch(patch.views, patch.seed, patch.step, static_cast<std::uint32_t>(index)); }
};

/// Index: ray.
struct ForwardPass {
  RayPasses p;

  ASRG_HD void operator()(int i) const {
    RayState& state = p.states[i];
    const Patch patch = p.patch_at(i / patch_rays);
    const glm::vec3 colour = p.patch.forward(patch, i % patch_rays, state.pixel, [&](const PatchKernel::PixelState& s) {
      return forward_ray(p.patch.grid, s.ray, p.patch.loss.step, s.jitter, p.patch.inverse_longest);
    });
    const glm::vec3 target = p.patch.target_of(patch, i % patch_rays, state.pixel.background);
    p.colour[i] = colour;
    p.target[i] = target;
    p.error[i] = p.patch.compare(colour, target, p.gradient[i]);
  }
};

/// Index: window of a patch.
struct SsimPass {
  RayPasses p;

  ASRG_HD void operator()(int i, int slot) const {
    const int first = i / ssim_windows * patch_rays, window = i % ssim_windows;
    if (p.patch.loss.ssim_weight > 0)
      p.windows[i] = ssim_window(p.colour + first, p.target + first, window % ssim_positions, window / ssim_positions);
    if (window == 0) report(first, slot);
  }

  ASRG_HD void report(int first, int slot) const {
    double squared = 0;
    std::int64_t samples = 0;
    for (int k = first; k < first + patch_rays; ++k) {
      squared += p.error[k];
      samples += p.states[k].pixel.composite.samples;
    }
    const Patch patch = p.patch_at(first / patch_rays);
    note_error(p.patch.views, patch, squared);
    accumulate(p.patch.slots.samples[slot], samples);
    if (patch.guided) return;
    if (p.patch.slots.fixed.squared_error)
      accumulate_fixed(p.patch.slots.fixed.squared_error[slot], static_cast<float>(squared), error_steps);
    else
      accumulate(p.patch.slots.squared_error[slot], squared);
  }
};

/// Index: ray.
struct BackwardPass {
  RayPasses p;

  ASRG_HD void operator()(int i, int slot) const {
    RayState& state = p.states[i];
    const PatchKernel& k = p.patch;
    glm::vec3 g = p.gradient[i];
    const int patch = i / patch_rays, first = patch * patch_rays;
    if (k.loss.ssim_weight > 0)
      add_ssim_gradient(p.windows + patch * ssim_windows, p.colour + first, p.target + first, i - first, k.ssim_slope(), g);
    const RayLoss ray = k.shade_backward(state.pixel, g, p.error[i], slot, state.slopes);
    if (state.pixel.composite.samples == 0) return;
    backward_ray_again(k.grid, state.pixel.ray, k.loss.step, state.pixel.jitter, k.inverse_longest, state.pixel.composite, ray,
                       k.sink(slot));
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
