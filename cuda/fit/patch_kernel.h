#pragma once

#include "cuda/core/colour.h"
#include "cuda/fit/photo_correction.h"
#include "cuda/fit/ray_gradient.h"
#include "cuda/fit/rays_ahead.h"
#include "cuda/fit/step_settings.h"
#include "cuda/fit/training_views.h"
#include "cuda/render/background.h"
#include "cuda/render/highlights.h"
#include "cuda/render/shader.h"

#include <cassert>

namespace asrg {

/// The sums of a step, apart for each slot (see device.h). Those of corners and cells, the large ones, may be shared by several slots.
struct PatchSlots {
  SampleRecord* records;  ///< slots * record_capacity; one thread per patch only
  std::int64_t record_capacity;
  GradientSlots corners;
  float* cell_weight;   ///< corners.slots * cell_count
  float* cell_error;    ///< corners.slots * cell_count
  std::uint8_t* locks;  ///< corners.slots * SumLock::count, or null: no slot shares its corners and cells
  std::int64_t cell_count;
  ShaderWeights* shader;    ///< slots
  glm::vec3* environment;   ///< slots * EnvironmentSize::texels
  glm::vec4* highlights;    ///< slots * HighlightMap::count
  PhotoCorrection* photos;  ///< slots * photo_count
  std::int64_t photo_count;
  double* squared_error;  ///< slots: sum over the rays of unguided patches of the mean squared error of RGB
  std::int64_t* samples;  ///< slots: number of samples
  FixedSums fixed;        ///< one thread per ray only: see fixed_ray_passes.cpp
};

/// Renders one patch of one training photo, compares it with the photo, and adds the gradients to the slot's sums. Index: patch.
struct PatchKernel {
  HalfGridView grid;
  TrainingViews views;
  const ShaderWeights* shader;
  const glm::vec3* environment;
  const glm::vec4* highlights;
  LossSettings loss;
  PatchSlots slots;
  float inverse_longest;  ///< 1 / longest edge of the box, lattice units
  float inverse_rays;     ///< 1 / rays of the step
  std::uint32_t seed, step;
  /// Does the step need the gradient of PhotoCorrection's pose and lens, and that of its exposure? Not bool: see launch() on padding.
  std::int32_t rays_move = 0, learn_exposure = 0;

  /// What a pixel's backward pass needs from the forward pass.
  struct PixelState {
    Ray ray;
    float jitter;
    RayComposite composite;
    glm::vec3 background;
  };

  ASRG_HD glm::vec3 background_of(std::uint32_t random, glm::vec3 direction) const {
    switch (loss.background) {
      case FitBackground::white: return glm::vec3(1.0f);
      case FitBackground::black: return glm::vec3(0.0f);
      case FitBackground::random:
        return {unit_float(hash_u32(random, 1)), unit_float(hash_u32(random, 2)), unit_float(hash_u32(random, 3))};
      case FitBackground::environment: break;
    }
    return environment_colour(environment, direction);
  }

  /// The shader's weights. nvcc does not use the alignment of the type that a pointer points to, and would load them one by one.
  ASRG_HD const ShaderWeights& weights() const {
    return *static_cast<const ShaderWeights*>(__builtin_assume_aligned(shader, alignof(ShaderWeights)));
  }

  /// The ray of a pixel, and what lies behind it: all of the state but the composite.
  ASRG_HD PixelState aim(const Patch& patch, int pixel) const {
    const Camera& camera = views.views[patch.view].camera;
    const glm::vec2 at(static_cast<float>(patch.x + pixel % patch_edge) + 0.5f, static_cast<float>(patch.y + pixel / patch_edge) + 0.5f);
    const Ray ray = camera.ray(at);
    return {.ray = ray,
            .jitter = unit_float(hash_u32(patch.random, static_cast<std::uint32_t>(pixel), 7)),
            .composite = {},
            .background = background_of(patch.random, ray.direction)};
  }

  /// Shades a pixel.
  /// @param activations written where the ray has samples
  /// @return the pixel's colour, with the photo's exposure
  ASRG_HD glm::vec3 shade(const Patch& patch, const PixelState& state, ShaderActivations& activations) const {
    const Channels& sum = state.composite.sum;
    const TrainingView& view = views.views[patch.view];
    const glm::vec3 behind = (1.0f - sum.v[0]) * state.background;
    if (state.composite.samples == 0) return background_is_scene() ? view.gain * behind + view.offset : behind;
    shader_forward(weights(), sum, state.ray.direction, activations);
    add_highlights(highlights, sum, state.ray.direction, activations);
    const glm::vec3 object = rgb_from_ycocg({sum.v[1], sum.v[2], sum.v[3]}) + activations.specular(sum.v[0]);
    return background_is_scene() ? view.gain * (object + behind) + view.offset : view.gain * object + sum.v[0] * view.offset + behind;
  }

  /// Is the background part of the scene, as the photos show it? Else it is chosen for the fit, and not exposed with the photo.
  ASRG_HD bool background_is_scene() const { return loss.background == FitBackground::environment; }

  /// The photo's colour at a pixel, composited on the background.
  ASRG_HD glm::vec3 target_of(const Patch& patch, int pixel, glm::vec3 background) const {
    const glm::vec4 photo = fetch_pixel(views, patch.view, patch.x + pixel % patch_edge, patch.y + pixel / patch_edge);
    return glm::vec3(photo) * photo.w + (1.0f - photo.w) * background;
  }

  /// The photometric term of one pixel.
  /// @param g gets the gradient of the loss with respect to the colour
  /// @return mean squared error of RGB
  ASRG_HD float compare(glm::vec3 colour, glm::vec3 target, glm::vec3& g) const {
    glm::vec3 r = colour - target;
    const float error = glm::dot(r, r) / 3.0f;
    // Where a channel of the photo is saturated, the object may be brighter than it shows.
    if (learn_exposure)
      for (int c = 0; c < 3; ++c) r[c] = target[c] > 0.998f && r[c] > 0 ? 0.0f : r[c];
    for (int c = 0; c < 3; ++c) g[c] = huber_gradient(r[c], loss.huber_delta) * (inverse_rays / 3.0f);
    return error;
  }

  /// The gradient of the loss with respect to a ray's distortion.
  ASRG_HD float distortion_slope() const { return loss.distortion_weight * inverse_rays; }

  /// The gradient of the loss with respect to a patch's mean SSIM.
  ASRG_HD float ssim_slope() const { return -loss.ssim_weight * inverse_rays * patch_rays; }

  /// The gradient of the loss with respect to what a ray yields.
  struct SeenSlopes {
    glm::vec3 colour;  ///< with respect to the model's colour, before the photo's exposure
    float behind;      ///< with respect to the opacity, through the background that it covers
  };

  /// Backward pass of the photo's exposure.
  /// @param colour that was rendered
  /// @param g dLoss/d(colour)
  /// @param exposure the gradient with respect to log_gain and offset is added, where these are learnt
  ASRG_HD SeenSlopes exposure_backward(const Patch& patch, const PixelState& state, glm::vec3 colour, glm::vec3 g,
                                       PhotoCorrection& exposure) const {
    const TrainingView& view = views.views[patch.view];
    const float opacity = state.composite.sum.v[0];
    const SeenSlopes seen{view.gain * g,
                          background_is_scene() ? -glm::dot(view.gain * g, state.background) : glm::dot(g, view.offset - state.background)};
    if (learn_exposure) {
      const float covered = background_is_scene() ? 1.0f : opacity;
      const glm::vec3 behind = background_is_scene() ? glm::vec3(0.0f) : (1.0f - opacity) * state.background;
      exposure.log_gain += g * (colour - covered * view.offset - behind);
      exposure.offset += covered * g;
    }
    return seen;
  }

  /// Adds the gradient with respect to the correction of a patch's photo to the slot's sums.
  /// @param begin, end the numbers of `g` that are known
  ASRG_HD void add_correction(const Patch& patch, PhotoCorrection g, int begin, int end, int slot) const {
    const std::int64_t photo = slot * slots.photo_count + patch.view;
    for (int n = begin; n < end; ++n) {
      if (slots.fixed.photos)
        accumulate_fixed(slots.fixed.photos[photo * PhotoCorrection::count + n], g.data()[n], gradient_steps);
      else
        accumulate(slots.photos[photo].data()[n], g.data()[n]);
    }
  }

  /// Backward pass of the environment. @param g the gradient with respect to the model's colour
  ASRG_HD void background_backward(const PixelState& state, glm::vec3 g, int slot) const {
    if (!background_is_scene()) return;
    const EnvironmentTap tap = environment_tap(state.ray.direction);
    const std::int64_t first = static_cast<std::int64_t>(slot) * EnvironmentSize::texels;
    for (int k = 0; k < 4; ++k) {
      const glm::vec3 share = tap.weight[k] * (1.0f - state.composite.sum.v[0]) * g;
      const std::int64_t texel = first + tap.index[k];
      if (slots.fixed.environment)
        for (int c = 0; c < 3; ++c) accumulate_fixed(slots.fixed.environment[3 * texel + c], share[c], gradient_steps);
      else
        accumulate(slots.environment[texel], share);
    }
  }

  /// Backward pass of the shading. @pre the ray has samples
  /// @param slopes written: see shader_backward()
  /// @return with the gradient with respect to the composite
  ASRG_HD RayLoss shade_backward(const PixelState& state, const ShaderActivations& activations, const SeenSlopes& seen, float error,
                                 ShaderSlopes& slopes) const {
    const glm::vec3 g = seen.colour;
    const Channels& sum = state.composite.sum;
    const glm::vec3 mlp(activations.output[0], activations.output[1], activations.output[2]);
    const glm::vec3 g_diffuse = ycocg_gradient(g);
    RayLoss ray{splat(0.0f), distortion_slope(), error};
    ray.g.v[0] = glm::dot(g, mlp) + seen.behind + loss.opacity_weight * inverse_rays * (1.0f - 2.0f * sum.v[0]);
    ray.g.v[1] = g_diffuse.x;
    ray.g.v[2] = g_diffuse.y;
    ray.g.v[3] = g_diffuse.z;
    const glm::vec3 g_mlp = sum.v[0] * (g + 2.0f * loss.specular_weight * inverse_rays * mlp);
    slopes = shader_backward(weights(), activations, g_mlp, g, ray.g);
    return ray;
  }

  /// Backward pass of the map of highlights. @pre the ray has samples
  /// @param g the gradient with respect to the model's colour
  ASRG_HD void highlights_backward(const PixelState& state, glm::vec3 g, int slot, Channels& g_composite) const {
    const std::int64_t first = static_cast<std::int64_t>(slot) * HighlightMap::count;
    asrg::highlights_backward(highlights, state.composite.sum, state.ray.direction, g, g_composite, [&](int vector, glm::vec4 share) {
      if (slots.fixed.highlights)
        for (int c = 0; c < 4; ++c) accumulate_fixed(slots.fixed.highlights[4 * (first + vector) + c], share[c], gradient_steps);
      else
        accumulate(slots.highlights[first + vector], share);
    });
  }

  /// The sums of a slot to which backward passes of rays add.
  ASRG_HD GradientSink sink(int slot) const {
    const int shared = slots.locks ? static_cast<int>(slot % slots.corners.slots) : slot;
    GradientSink s{slots.corners.sums_of(shared), slots.corners.touched_of(shared), slots.cell_weight + shared * slots.cell_count,
                   slots.cell_error + shared * slots.cell_count};
    if (slots.locks) s.locks = slots.locks + shared * SumLock::count;
    if (slots.fixed.corners) {
      s.fixed_corners = slots.fixed.corners + slot * slots.corners.corners * Channels::count;
      s.fixed_cell_error = slots.fixed.cell_error + slot * slots.cell_count;
    }
    return s;
  }

  /// Renders and differentiates a whole patch in one thread, while its data are in the cache. For one thread per ray see ray_kernels.h.
  void operator()(int patch_index, int slot) const {
    const Patch patch = draw_patch(views, seed, step, static_cast<std::uint32_t>(patch_index));
    PixelState state[patch_rays];
    ShaderActivations activations[patch_rays];
    const SampleRecord* first[patch_rays];
    RayComposite composite[patch_rays];
    glm::vec3 colour[patch_rays], target[patch_rays], g[patch_rays];
    float error[patch_rays];
    double squared = 0;
    SampleRecord* records = slots.records + slot * slots.record_capacity;
    const GradientSink to = sink(slot);
    std::int64_t samples = 0;
    RaysAhead rays(grid, loss.step, inverse_longest, records, first, composite);
    for (int i = 0; i < patch_rays; ++i) {
      state[i] = aim(patch, i);
      rays.add(state[i].ray, state[i].jitter);
    }
    const SampleRecord* end = records + rays.finish();
    assert(end - records <= slots.record_capacity);
    for (int i = 0; i < patch_rays; ++i) {
      state[i].composite = composite[i];
      samples += composite[i].samples;
      colour[i] = shade(patch, state[i], activations[i]);
      target[i] = target_of(patch, i, state[i].background);
      error[i] = compare(colour[i], target[i], g[i]);
      squared += error[i];
    }
    if (loss.ssim_weight > 0) patch_ssim(colour, target, ssim_slope(), g);
    note_error(views, patch, squared);
    if (!patch.guided) slots.squared_error[slot] += squared;
    slots.samples[slot] += samples;
    PhotoCorrection correction;
    for (int i = 0; i < patch_rays; ++i) {
      const SeenSlopes seen = exposure_backward(patch, state[i], colour[i], g[i], correction);
      background_backward(state[i], seen.colour, slot);
      if (state[i].composite.samples == 0) continue;
      ShaderSlopes slopes;
      RayLoss ray = shade_backward(state[i], activations[i], seen, error[i], slopes);
      highlights_backward(state[i], seen.colour, slot, ray.g);
      add_shader_gradient(activations[i], slopes, slots.shader[slot]);
      if (rays_move) {
        RayMotion motion(grid, state[i].ray, inverse_longest);
        backward_ray(grid, first[i], static_cast<int>(end - first[i]), state[i].composite, ray, to, motion);
        motion.add_to(correction, views.views[patch.view].camera);
      } else {
        NoMotion none;
        backward_ray(grid, first[i], static_cast<int>(end - first[i]), state[i].composite, ray, to, none);
      }
    }
    if (rays_move || learn_exposure) add_correction(patch, correction, 0, PhotoCorrection::count, slot);
  }
};

}  // namespace asrg
