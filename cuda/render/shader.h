#pragma once

#include "cuda/core/channels.h"
#include "cuda/core/exponential.h"
#include "cuda/core/host_device.h"

#include <glm/glm.hpp>

namespace asrg {

/// Deferred shading (SNeRG, Hedman et al., ICCV 2021): one evaluation per pixel turns the composited channels and the ray's direction into the
/// view-dependent part of the colour. It has two parts.
///
/// Lobes: each of the four features has a colour in every direction, a sum of spherical harmonics of degree 1 and 2, learnt for the whole object (as
/// NeX's basis, Wizadwongsa et al., CVPR 2021). They are linear in the features: to composite features and then shade once gives exactly the same as to
/// shade each sample and then composite, so that what is learnt from some views holds for others.
///
/// A tiny MLP, for what is not linear: 24 inputs -> 16 ReLU -> 16 ReLU -> 3 sigmoid, its output weighted by opacity. Inputs: opacity, Y, Co, Cg, f0..f3
/// (composited, i.e. weighted by opacity), then the 16 real spherical harmonics up to degree 3 of the ray's direction.
struct ShaderWeights {
  static constexpr int inputs = 24;
  static constexpr int hidden = 16;
  static constexpr int outputs = 3;
  static constexpr int features = 4;
  static constexpr int first_feature = 4;                     ///< among the inputs
  static constexpr int first_harmonic = Channels::count + 1;  ///< of degree 1, among the inputs
  static constexpr int harmonics = 8;                         ///< of degree 1 and 2; degree 0, the constant, is the diffuse colour's part
  static constexpr int padded_outputs = 8;                    ///< padded to a whole vector register; those from `outputs` on are not used
  static constexpr int lobe_count = features * outputs * harmonics;

  alignas(32) float w1[inputs][hidden];  ///< w1[i][h]: from input i to hidden unit h
  alignas(32) float b1[hidden];
  alignas(32) float w2[hidden][hidden];  ///< w2[i][h]: from first-layer unit i to second-layer unit h
  alignas(32) float b2[hidden];
  alignas(32) float w3[outputs][hidden];  ///< w3[o][i]: from second-layer unit i to output o
  alignas(32) float b3[padded_outputs];
  alignas(32) float lobes[features][outputs][harmonics];

  static constexpr int count = inputs * hidden + hidden + hidden * hidden + hidden + outputs * hidden + padded_outputs + lobe_count;
  ASRG_HD float* data() { return &w1[0][0]; }
  ASRG_HD const float* data() const { return &w1[0][0]; }
};
static_assert(sizeof(ShaderWeights) == ShaderWeights::count * sizeof(float), "the weights are one gapless array");

/// The 16 real spherical harmonics of degree 0..3 (Sloan, "Efficient Spherical Harmonic Evaluation", JCGT 2013) of a unit direction.
ASRG_HD inline void spherical_harmonics(glm::vec3 d, float* out) {
  const float x = d.x, y = d.y, z = d.z, xx = x * x, yy = y * y, zz = z * z;
  out[0] = 0.28209479f;
  out[1] = -0.48860251f * y;
  out[2] = 0.48860251f * z;
  out[3] = -0.48860251f * x;
  out[4] = 1.09254843f * x * y;
  out[5] = -1.09254843f * y * z;
  out[6] = 0.31539157f * (3.0f * zz - 1.0f);
  out[7] = -1.09254843f * x * z;
  out[8] = 0.54627421f * (xx - yy);
  out[9] = -0.59004359f * y * (3.0f * xx - yy);
  out[10] = 2.89061144f * x * y * z;
  out[11] = -0.45704579f * y * (5.0f * zz - 1.0f);
  out[12] = 0.37317633f * z * (5.0f * zz - 3.0f);
  out[13] = -0.45704579f * x * (5.0f * zz - 1.0f);
  out[14] = 1.44530572f * z * (xx - yy);
  out[15] = -0.59004359f * x * (xx - 3.0f * yy);
}

/// The values of all units, which the backward pass needs.
struct ShaderActivations {
  alignas(32) float input[ShaderWeights::inputs];
  alignas(32) float h1[ShaderWeights::hidden];
  alignas(32) float h2[ShaderWeights::hidden];
  float output[ShaderWeights::outputs];  ///< of the MLP: RGB, 0..1, before the weighting by opacity
  float lobes[ShaderWeights::outputs];   ///< of the features: RGB, of either sign

  /// The view-dependent colour, to be added to the composited diffuse colour.
  ASRG_HD glm::vec3 specular(float opacity) const {
    return opacity * glm::vec3(output[0], output[1], output[2]) + glm::vec3(lobes[0], lobes[1], lobes[2]);
  }
};

/// What a feature of 1 adds to one of R, G, B in the ray's direction.
ASRG_HD inline float lobe_colour(const ShaderWeights& w, const ShaderActivations& a, int feature, int output) {
  float s = 0;
  for (int j = 0; j < ShaderWeights::harmonics; ++j) s += w.lobes[feature][output][j] * a.input[ShaderWeights::first_harmonic + j];
  return s;
}

/// Evaluates the shader.
/// @param composite opacity in channel 0, composited diffuse colour (Y Co Cg) in 1..3 and features in 4..7
ASRG_HD inline void shader_forward(const ShaderWeights& w, const Channels& composite, glm::vec3 direction, ShaderActivations& a) {
  for (int i = 0; i < Channels::count; ++i) a.input[i] = composite.v[i];
  spherical_harmonics(direction, a.input + Channels::count);
  for (int h = 0; h < ShaderWeights::hidden; ++h) a.h1[h] = w.b1[h];
  for (int i = 0; i < ShaderWeights::inputs; ++i)
    for (int h = 0; h < ShaderWeights::hidden; ++h) a.h1[h] += w.w1[i][h] * a.input[i];
  for (int h = 0; h < ShaderWeights::hidden; ++h) a.h1[h] = a.h1[h] > 0 ? a.h1[h] : 0;
  for (int h = 0; h < ShaderWeights::hidden; ++h) a.h2[h] = w.b2[h];
  for (int i = 0; i < ShaderWeights::hidden; ++i)
    for (int h = 0; h < ShaderWeights::hidden; ++h) a.h2[h] += w.w2[i][h] * a.h1[i];
  for (int h = 0; h < ShaderWeights::hidden; ++h) a.h2[h] = a.h2[h] > 0 ? a.h2[h] : 0;
  for (int o = 0; o < ShaderWeights::outputs; ++o) {
    float s = w.b3[o];
    for (int h = 0; h < ShaderWeights::hidden; ++h) s += w.w3[o][h] * a.h2[h];
    a.output[o] = 1.0f / (1.0f + exponential(-s));
  }
  for (int o = 0; o < ShaderWeights::outputs; ++o) {
    a.lobes[o] = 0;
    for (int f = 0; f < ShaderWeights::features; ++f) a.lobes[o] += a.input[ShaderWeights::first_feature + f] * lobe_colour(w, a, f, o);
  }
}

/// The gradient of the loss with respect to each unit's sum, before its activation function.
struct ShaderSlopes {
  alignas(32) float s1[ShaderWeights::hidden];
  alignas(32) float s2[ShaderWeights::hidden];
  float s3[ShaderWeights::outputs];
  float lobes[ShaderWeights::outputs];  ///< dLoss/d(lobes)
};

/// The backward pass. Adds dLoss/d(composite) to `g_composite`.
/// @param g_output dLoss/d(output)
/// @param g_lobes dLoss/d(lobes)
ASRG_HD inline ShaderSlopes shader_backward(const ShaderWeights& w, const ShaderActivations& a, glm::vec3 g_output, glm::vec3 g_lobes,
                                            Channels& g_composite) {
  constexpr int n = ShaderWeights::hidden;
  ShaderSlopes g;
  for (int o = 0; o < ShaderWeights::outputs; ++o) {
    g.lobes[o] = g_lobes[o];
    for (int f = 0; f < ShaderWeights::features; ++f)
      g_composite.v[ShaderWeights::first_feature + f] += g_lobes[o] * lobe_colour(w, a, f, o);
  }
  for (int h = 0; h < n; ++h) g.s2[h] = 0;
  for (int o = 0; o < ShaderWeights::outputs; ++o) {
    g.s3[o] = g_output[o] * a.output[o] * (1.0f - a.output[o]);
    for (int h = 0; h < n; ++h) g.s2[h] += g.s3[o] * w.w3[o][h];
  }
  for (int h = 0; h < n; ++h) g.s2[h] = a.h2[h] > 0 ? g.s2[h] : 0;
  for (int i = 0; i < n; ++i) {
    float s = 0;
    for (int h = 0; h < n; ++h) s += w.w2[i][h] * g.s2[h];
    g.s1[i] = a.h1[i] > 0 ? s : 0;
  }
  for (int i = 0; i < Channels::count; ++i) {
    float s = 0;
    for (int h = 0; h < n; ++h) s += w.w1[i][h] * g.s1[h];
    g_composite.v[i] += s;
  }
  return g;
}

/// Adds dLoss/d(weights) to `to`.
ASRG_HD inline void add_shader_gradient(const ShaderActivations& a, const ShaderSlopes& g, ShaderWeights& to) {
  constexpr int n = ShaderWeights::hidden;
  for (int i = 0; i < ShaderWeights::inputs; ++i)
    for (int h = 0; h < n; ++h) to.w1[i][h] += a.input[i] * g.s1[h];
  for (int h = 0; h < n; ++h) to.b1[h] += g.s1[h];
  for (int i = 0; i < n; ++i)
    for (int h = 0; h < n; ++h) to.w2[i][h] += a.h1[i] * g.s2[h];
  for (int h = 0; h < n; ++h) to.b2[h] += g.s2[h];
  for (int o = 0; o < ShaderWeights::outputs; ++o) {
    for (int h = 0; h < n; ++h) to.w3[o][h] += g.s3[o] * a.h2[h];
    to.b3[o] += g.s3[o];
  }
  for (int f = 0; f < ShaderWeights::features; ++f)
    for (int o = 0; o < ShaderWeights::outputs; ++o) {
      const float slope = g.lobes[o] * a.input[ShaderWeights::first_feature + f];
      for (int j = 0; j < ShaderWeights::harmonics; ++j) to.lobes[f][o][j] += slope * a.input[ShaderWeights::first_harmonic + j];
    }
}

}  // namespace asrg
