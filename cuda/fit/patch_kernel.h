#pragma once

#include "cuda/core/colour.h"
#include "cuda/fit/ray_gradient.h"
#include "cuda/fit/training_views.h"
#include "cuda/render/background.h"
#include "cuda/render/shader.h"

namespace asrg {

/// What stands behind the object while fitting.
enum class FitBackground : int { white, black, environment, random };

/// The weights of the loss. Every term is a mean over the rays of a step.
struct LossSettings {
  float step = 0.5f;                   ///< sampling distance, cells
  float huber_delta = 0.1f;            ///< photometric residuals above this count linearly (sRGB, 0..1)
  float ssim_weight = 0.01f;           ///< of 1 - SSIM on patches
  float distortion_weight = 0.002f;    ///< gathers each ray's weights in one place
  float opacity_weight = 0.0005f;      ///< of opacity * (1 - opacity): a pixel is object or it is not
  float specular_weight = 0.0005f;     ///< of the squared specular colour: what diffuse can explain stays diffuse
  FitBackground background = FitBackground::white;
};

/// Memory that a slot (a thread; on CUDA the device) adds up in.
struct PatchSlots {
  SampleRecord* records;  ///< slots * record_capacity
  std::int64_t record_capacity;
  Channels* corners;      ///< slots * corner_count
  std::int64_t corner_count;
  float* cell_weight;     ///< slots * cell_count
  float* cell_error;      ///< slots * cell_count
  std::int64_t cell_count;
  ShaderWeights* shader;  ///< slots
  glm::vec3* environment; ///< slots * EnvironmentSize::texels
  double* squared_error;  ///< slots: sum over rays of the mean squared error of RGB
  std::int64_t* samples;  ///< slots
};

/// Renders one patch of one training photo, compares it with the photo, and adds up the gradient of everything.
struct PatchKernel {
  GridView grid;
  TrainingViews views;
  const ShaderWeights* shader;
  const glm::vec3* environment;
  LossSettings loss;
  PatchSlots slots;
  float inverse_longest;
  float inverse_rays;  ///< 1 / rays of the step
  std::uint32_t seed, step;

  struct PixelState {
    Ray ray;
    RayComposite composite;
    const SampleRecord* records;
    ShaderActivations activations;
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
    const EnvironmentTap tap = environment_tap(direction);
    glm::vec3 c(0.0f);
    for (int k = 0; k < 4; ++k) c += tap.weight[k] * environment[tap.index[k]];
    return c;
  }

  /// Renders one pixel. @return its colour
  ASRG_HD glm::vec3 forward(const Patch& patch, int pixel, int slot, SampleRecord* records, PixelState& state) const {
    const Camera& camera = views.views[patch.view].camera;
    const glm::vec2 at(static_cast<float>(patch.x + pixel % patch_edge) + 0.5f, static_cast<float>(patch.y + pixel / patch_edge) + 0.5f);
    state.ray = camera.ray(at);
    state.background = background_of(patch.random, state.ray.direction);
    const float jitter = unit_float(hash_u32(patch.random, static_cast<std::uint32_t>(pixel), 7));
    state.records = records;
    state.composite = forward_ray(grid, state.ray, loss.step, jitter, inverse_longest, records, slots.corners + slot * slots.corner_count);
    const Channels& sum = state.composite.sum;
    if (state.composite.samples == 0) return state.background;
    shader_forward(*shader, sum, state.ray.direction, state.activations);
    const glm::vec3 specular(state.activations.output[0], state.activations.output[1], state.activations.output[2]);
    return rgb_from_ycocg({sum.v[1], sum.v[2], sum.v[3]}) + sum.v[0] * specular + (1.0f - sum.v[0]) * state.background;
  }

  /// @param g gradient of the loss with respect to the pixel's colour
  ASRG_HD void backward(const PixelState& state, glm::vec3 g, float error, int slot) const {
    const Channels& sum = state.composite.sum;
    if (loss.background == FitBackground::environment) {
      const EnvironmentTap tap = environment_tap(state.ray.direction);
      glm::vec3* to = slots.environment + static_cast<std::int64_t>(slot) * EnvironmentSize::texels;
      for (int k = 0; k < 4; ++k) accumulate(to[tap.index[k]], tap.weight[k] * (1.0f - sum.v[0]) * g);
    }
    if (state.composite.samples == 0) return;
    const glm::vec3 specular(state.activations.output[0], state.activations.output[1], state.activations.output[2]);
    const glm::vec3 g_diffuse = ycocg_gradient(g);
    Channels gc = splat(0.0f);
    gc.v[0] = glm::dot(g, specular - state.background) + loss.opacity_weight * inverse_rays * (1.0f - 2.0f * sum.v[0]);
    gc.v[1] = g_diffuse.x;
    gc.v[2] = g_diffuse.y;
    gc.v[3] = g_diffuse.z;
    const glm::vec3 g_specular = sum.v[0] * (g + 2.0f * loss.specular_weight * inverse_rays * specular);
    shader_backward(*shader, state.activations, g_specular, slots.shader[slot], gc);
    const GradientSink sink{slots.corners + slot * slots.corner_count, slots.cell_weight + slot * slots.cell_count,
                            slots.cell_error + slot * slots.cell_count};
    backward_ray(grid, state.records, state.composite, gc, {loss.distortion_weight * inverse_rays}, error, sink);
  }

  void operator()(int patch_index, int slot) const {
    const Patch patch = draw_patch(views, seed, step, static_cast<std::uint32_t>(patch_index));
    PixelState state[patch_rays];
    glm::vec3 colour[patch_rays], target[patch_rays], g[patch_rays];
    float error[patch_rays];
    SampleRecord* records = slots.records + slot * slots.record_capacity;
    std::int64_t samples = 0;
    for (int i = 0; i < patch_rays; ++i) {
      colour[i] = forward(patch, i, slot, records + samples, state[i]);
      samples += state[i].composite.samples;
    }
    double squared = 0;
    for (int i = 0; i < patch_rays; ++i) {
      const glm::vec4 photo = fetch_pixel(views, patch.view, patch.x + i % patch_edge, patch.y + i / patch_edge);
      target[i] = glm::vec3(photo) * photo.w + (1.0f - photo.w) * state[i].background;
      const glm::vec3 r = colour[i] - target[i];
      error[i] = glm::dot(r, r) / 3.0f;
      squared += error[i];
      for (int c = 0; c < 3; ++c) g[i][c] = huber_gradient(r[c], loss.huber_delta) * (inverse_rays / 3.0f);
    }
    if (loss.ssim_weight > 0) patch_ssim(colour, target, -loss.ssim_weight * inverse_rays * patch_rays, g);
    for (int i = 0; i < patch_rays; ++i) backward(state[i], g[i], error[i], slot);
    slots.squared_error[slot] += squared;
    slots.samples[slot] += samples;
  }

 private:
  ASRG_HD static void accumulate(glm::vec3& to, glm::vec3 x) {
#if defined(__CUDA_ARCH__)
    for (int c = 0; c < 3; ++c) atomicAdd(&to[c], x[c]);
#else
    to += x;
#endif
  }
};

}  // namespace asrg
