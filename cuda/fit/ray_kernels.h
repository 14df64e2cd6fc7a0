#pragma once

#include "cuda/fit/patch_kernel.h"
#include "cuda/fit/ray_rows.h"

namespace asrg {

/// PatchKernel::PixelState of each ray of a step, from the forward to the backward passes.
struct StoredPixels {
  static constexpr int rows = 6;

  RayRows memory;

  ASRG_HD void put(int ray, const PatchKernel::PixelState& s) const {
    const RayComposite& c = s.composite;
    memory.put(0, ray, c.sum.v);
    memory.put(2, ray, s.ray.origin.x, s.ray.origin.y, s.ray.origin.z, s.jitter);
    memory.put(3, ray, s.ray.direction.x, s.ray.direction.y, s.ray.direction.z, c.mean_t);
    memory.put(4, ray, s.background.x, s.background.y, s.background.z, c.distortion);
    memory.put(5, ray, c.transmittance, static_cast<float>(c.samples), 0.0f, 0.0f);
  }

  ASRG_HD PatchKernel::PixelState get(int ray) const {
    const Four low = memory.get(0, ray), high = memory.get(1, ray), origin = memory.get(2, ray), direction = memory.get(3, ray),
               background = memory.get(4, ray), rest = memory.get(5, ray);
    PatchKernel::PixelState s;
    for (int c = 0; c < 4; ++c) {
      s.composite.sum.v[c] = low.v[c];
      s.composite.sum.v[4 + c] = high.v[c];
    }
    s.ray = {{origin.v[0], origin.v[1], origin.v[2]}, {direction.v[0], direction.v[1], direction.v[2]}};
    s.jitter = origin.v[3];
    s.background = {background.v[0], background.v[1], background.v[2]};
    s.composite.mean_t = direction.v[3];
    s.composite.distortion = background.v[3];
    s.composite.transmittance = rest.v[0];
    s.composite.samples = samples(ray);
    return s;
  }

  /// The number of a ray's samples, stored as a float: it is below 2^24, and so exact.
  ASRG_HD int samples(int ray) const { return static_cast<int>(memory.number(4 * 5 + 1, ray)); }
};

/// The gradient of one of the shader's weights is the product of one to three numbers of StoredShading: their indices.
struct ShaderFactors {
  int slope;            ///< -1: the weight is padding
  int activation = -1;  ///< -1: none
  int harmonic = -1;    ///< -1: none

  /// @param index of ShaderWeights::data()
  ASRG_HD static ShaderFactors of(int index);
};

/// The numbers that the shader's gradient is computed from: ShaderActivations and ShaderSlopes of each ray.
struct StoredShading {
  static constexpr int hidden = ShaderWeights::hidden, input = 0, h1 = ShaderWeights::inputs, h2 = h1 + hidden, s1 = h2 + hidden,
                       s2 = s1 + hidden, s3 = s2 + hidden, lobes = s3 + 4, rows = lobes / 4 + 1;

  RayRows memory;

  ASRG_HD void put(int ray, const ShaderActivations& a, const ShaderSlopes& g) const {
    memory.put(input / 4, ray, a.input);
    memory.put(h1 / 4, ray, a.h1);
    memory.put(h2 / 4, ray, a.h2);
    memory.put(s1 / 4, ray, g.s1);
    memory.put(s2 / 4, ray, g.s2);
    memory.put(s3 / 4, ray, g.s3[0], g.s3[1], g.s3[2], 0.0f);
    memory.put(lobes / 4, ray, g.lobes[0], g.lobes[1], g.lobes[2], 0.0f);
  }

  /// A ray's contribution to one weight's gradient.
  ASRG_HD float gradient(ShaderFactors f, int ray) const {
    if (f.slope < 0) return 0;
    const float slope = memory.number(f.slope, ray);
    const float product = f.activation < 0 ? slope : slope * memory.number(f.activation, ray);
    return f.harmonic < 0 ? product : product * memory.number(f.harmonic, ray);
  }
};

ASRG_HD inline ShaderFactors ShaderFactors::of(int index) {
  using S = StoredShading;
  constexpr int n = ShaderWeights::hidden, outputs = ShaderWeights::outputs;
  if (index < ShaderWeights::inputs * n) return {S::s1 + index % n, S::input + index / n};
  index -= ShaderWeights::inputs * n;
  if (index < n) return {S::s1 + index};
  index -= n;
  if (index < n * n) return {S::s2 + index % n, S::h1 + index / n};
  index -= n * n;
  if (index < n) return {S::s2 + index};
  index -= n;
  if (index < outputs * n) return {S::s3 + index / n, S::h2 + index % n};
  index -= outputs * n;
  constexpr int harmonics = ShaderWeights::harmonics;
  if (index < ShaderWeights::padded_outputs) return {index < outputs ? S::s3 + index : -1};
  index -= ShaderWeights::padded_outputs;
  return {S::lobes + index / harmonics % outputs, S::input + ShaderWeights::first_feature + index / (outputs * harmonics),
          S::input + ShaderWeights::first_harmonic + index % harmonics};
}

/// PatchKernel's work with one thread per ray, in several passes: for CUDA, where one thread per patch would leave most of the device idle. Neither
/// samples nor activations are recorded in the forward pass: the backward pass marches and shades again. The records of a step would take gigabytes,
/// and reading corners and weights twice costs less than writing and reading them.
struct RayPasses {
  static constexpr int composite_gradient_rows = Channels::count / 4;

  PatchKernel patch;
  StoredPixels pixels;
  StoredShading shading;
  RayRows composite_gradient;  ///< gradient of the loss with respect to each ray's composite
  glm::vec3* colour;           ///< per ray: rendered colour
  glm::vec3* target;           ///< per ray: the photo's colour
  glm::vec3* gradient;         ///< per ray: gradient of the photometric term with respect to the colour
  float* error;                ///< per ray: mean squared error of RGB
  SsimWindow* windows;         ///< ssim_windows per patch

  ASRG_HD Patch patch_at(int index) const { return draw_patch(patch.views, patch.seed, patch.step, static_cast<std::uint32_t>(index)); }
};

/// Renders, and compares with the photos. Index: ray.
struct ForwardPass {
  RayPasses p;

  ASRG_HD void operator()(int i) const {
    const Patch patch = p.patch_at(i / patch_rays);
    PatchKernel::PixelState state = p.patch.aim(patch, i % patch_rays);
    state.composite = forward_ray(p.patch.grid, state.ray, p.patch.loss.step, state.jitter, p.patch.inverse_longest);
    ShaderActivations activations;
    const glm::vec3 colour = p.patch.shade(patch, state, activations);
    p.pixels.put(i, state);
    const glm::vec3 target = p.patch.target_of(patch, i % patch_rays, state.background);
    p.colour[i] = colour;
    p.target[i] = target;
    p.error[i] = p.patch.compare(colour, target, p.gradient[i]);
  }
};

/// Computes SSIM in windows, and sums errors and samples of patches. Index: window of the patch (fastest), patch.
struct SsimPass {
  RayPasses p;

  ASRG_HD void operator()(int i, int slot) const {
    const int first = i / ssim_windows * patch_rays, window = i % ssim_windows;
    if (p.patch.loss.ssim_weight > 0)
      p.windows[i] = ssim_window(p.colour + first, p.target + first, window % ssim_positions, window / ssim_positions);
    if (window == 0) report(first, slot);
  }

  /// Adds a patch's errors and samples to the slot's sums. @param first index of its first ray
  ASRG_HD void report(int first, int slot) const {
    double squared = 0;
    std::int64_t samples = 0;
    for (int k = first; k < first + patch_rays; ++k) {
      squared += p.error[k];
      samples += p.pixels.samples(k);
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

/// Makes the compiler read memory again behind this point. Otherwise nvcc keeps the shader's weights from the forward for the backward pass, which are
/// far more than there are registers, and spills them.
ASRG_HD inline void forget_memory() {
#if defined(__CUDA_ARCH__)
  asm volatile("" ::: "memory");
#endif
}

/// Backward pass of exposure, background and shading. Index: ray.
struct ShadingPass {
  RayPasses p;

  ASRG_HD void operator()(int i, int slot) const {
    const PatchKernel::PixelState state = p.pixels.get(i);
    const PatchKernel& k = p.patch;
    glm::vec3 g = p.gradient[i];
    const int index = i / patch_rays, first = index * patch_rays;
    if (k.loss.ssim_weight > 0)
      add_ssim_gradient(p.windows + index * ssim_windows, p.colour + first, p.target + first, i - first, k.ssim_slope(), g);
    const Patch patch = p.patch_at(index);
    PhotoCorrection exposure;
    const PatchKernel::SeenSlopes seen = k.exposure_backward(patch, state, p.colour[i], g, exposure);
    if (k.learn_exposure) k.add_correction(patch, exposure, PhotoCorrection::exposure_begin, PhotoCorrection::lens_begin, slot);
    k.background_backward(state, seen.colour, slot);
    if (state.composite.samples == 0) return;
    ShaderActivations activations;
    shader_forward(k.weights(), state.composite.sum, state.ray.direction, activations);
    forget_memory();
    ShaderSlopes slopes;
    RayLoss ray = k.shade_backward(state, activations, seen, p.error[i], slopes);
    p.shading.put(i, activations, slopes);
    k.highlights_backward(state, seen.colour, slot, ray.g);
    p.composite_gradient.put(0, i, ray.g.v);
  }
};

/// Backward pass of compositing and interpolation. Index: ray.
/// @tparam moving whether the poses' gradient is computed, too
template <bool moving>
struct BackwardPass {
  RayPasses p;

  ASRG_HD void operator()(int i, int slot) const {
    if (p.pixels.samples(i) == 0) return;
    const PatchKernel::PixelState state = p.pixels.get(i);
    const PatchKernel& k = p.patch;
    const Four low = p.composite_gradient.get(0, i), high = p.composite_gradient.get(1, i);
    const Channels g{{low.v[0], low.v[1], low.v[2], low.v[3], high.v[0], high.v[1], high.v[2], high.v[3]}};
    const RayLoss loss{g, k.distortion_slope(), p.error[i]};
    if constexpr (moving) {
      RayMotion motion(k.grid, state.ray, k.inverse_longest);
      backward_ray_again(k.grid, state.ray, k.loss.step, state.jitter, k.inverse_longest, state.composite, loss, k.sink(slot), motion);
      const Patch patch = p.patch_at(i / patch_rays);
      PhotoCorrection correction;
      motion.add_to(correction, k.views.views[patch.view].camera);
      k.add_correction(patch, correction, 0, PhotoCorrection::exposure_begin, slot);
      k.add_correction(patch, correction, PhotoCorrection::lens_begin, PhotoCorrection::count, slot);
    } else {
      NoMotion none;
      backward_ray_again(k.grid, state.ray, k.loss.step, state.jitter, k.inverse_longest, state.composite, loss, k.sink(slot), none);
    }
  }
};

/// Sums the shader's gradient over the rays. Index: weight (fastest), chunk of rays. Each chunk has a sum of its own, so that no atomic additions are
/// needed and the order is always the same.
struct ShaderPass {
  static constexpr int chunks = 256;

  StoredPixels pixels;
  StoredShading shading;
  int rays;
  ShaderWeights* sums;  ///< chunks

  ASRG_HD void operator()(int i) const {
    const int weight = i % ShaderWeights::count, chunk = i / ShaderWeights::count;
    const int first = static_cast<int>(static_cast<std::int64_t>(rays) * chunk / chunks);
    const int end = static_cast<int>(static_cast<std::int64_t>(rays) * (chunk + 1) / chunks);
    const ShaderFactors f = ShaderFactors::of(weight);
    float sum = 0;
    for (int r = first; r < end; ++r)
      if (pixels.samples(r) > 0) sum += shading.gradient(f, r);
    sums[chunk].data()[weight] = sum;
  }
};

}  // namespace asrg
