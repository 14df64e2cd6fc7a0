#pragma once

#include <cmath>
#include "cuda/core/channels.h"
#include "cuda/core/host_device.h"

#include <glm/glm.hpp>

namespace asrg {

/// The tiny MLP of deferred shading (SNeRG, Hedman et al., ICCV 2021): one evaluation a pixel turns the composited channels and the
/// view direction into the specular colour. 24 inputs -> 16 ReLU -> 16 ReLU -> 3 sigmoid.
/// Inputs: opacity, Y, Co, Cg, f0..f3 (composited, i.e. weighted by opacity), then the 16 real spherical harmonics up to degree 3 of the
/// ray's direction.
struct ShaderWeights {
  static constexpr int inputs = 24;
  static constexpr int hidden = 16;
  static constexpr int outputs = 3;

  alignas(32) float w1[inputs][hidden];  ///< w1[i][h]: from input i to hidden unit h
  alignas(32) float b1[hidden];
  alignas(32) float w2[hidden][hidden];  ///< w2[i][h]: from first-layer unit i to second-layer unit h
  alignas(32) float b2[hidden];
  alignas(32) float w3[outputs][hidden];  ///< w3[o][i]: from second-layer unit i to output o
  alignas(32) float b3[8];                ///< three are used

  static constexpr int count = inputs * hidden + hidden + hidden * hidden + hidden + outputs * hidden + 8;
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

/// Everything that the backward pass needs again.
struct ShaderActivations {
  alignas(32) float input[ShaderWeights::inputs];
  alignas(32) float h1[ShaderWeights::hidden];
  alignas(32) float h2[ShaderWeights::hidden];
  float output[ShaderWeights::outputs];  ///< specular RGB, 0..1, before the weighting by opacity
};

/// @param composite opacity in channel 0, composited diffuse and features in 1..7
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
    a.output[o] = 1.0f / (1.0f + expf(-s));
  }
}

/// The loss' slopes with respect to what each unit adds up, before its activation.
struct ShaderSlopes {
  alignas(32) float s1[ShaderWeights::hidden];
  alignas(32) float s2[ShaderWeights::hidden];
  float s3[ShaderWeights::outputs];
};

/// Adds the gradient of the composite to `g_composite`.
/// @param g_output dLoss/d(output)
ASRG_HD inline ShaderSlopes shader_backward(const ShaderWeights& w, const ShaderActivations& a, glm::vec3 g_output, Channels& g_composite) {
  constexpr int n = ShaderWeights::hidden;
  ShaderSlopes g;
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

/// Adds the gradient of all weights.
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
}

}  // namespace asrg
