#pragma once

#include "cuda/core/accumulate.h"
#include "cuda/core/host_device.h"
#include "cuda/render/shader.h"

#include <glm/glm.hpp>

#include <cmath>
#include <cstdint>

namespace asrg {

/// Highlights, which are seen from few directions only and for which the harmonics of ShaderWeights::lobes are too smooth: a map over all directions of
/// a ray, with a colour for each of the four features that is added to that of its lobe. It is linear in the features, as lobes are, so that one
/// look-up per pixel is enough. The map is sparse: most of its texels are 0.
///
/// Directions are mapped to a square by an octahedron (Engelhardt and Dachsbacher, "Octahedron environment maps", VMV 2008), +z in its middle, -z in its
/// corners. Texels lie at the points of a lattice of side x side over that square, its edges included, and are looked up bilinearly. Of the texels on
/// the edges two, of the corners four, stand for one direction: only the first of them is used.
///
/// In memory: row by row, texel by texel, three vectors per texel, for R, G and B, each with one component per feature.
struct HighlightMap {
  static constexpr int side = 17;
  static constexpr int texels = side * side;
  static constexpr int count = texels * ShaderWeights::outputs;  ///< of vectors
};
static_assert(ShaderWeights::features == 4, "a feature is a component of a vector");

/// The index of the texel that is used for position (x, y): on the map's border another one may stand for the same direction.
ASRG_HD inline int highlight_texel(int x, int y) {
  constexpr int last = HighlightMap::side - 1;
  if ((x == 0 || x == last) && last - y < y) y = last - y;
  if ((y == 0 || y == last) && last - x < x) x = last - x;
  return y * HighlightMap::side + x;
}

/// The four texels and weights of a bilinear look-up.
struct HighlightTap {
  int texel[4];
  float weight[4];
};

/// @param direction of the ray, of unit length
ASRG_HD inline HighlightTap highlight_tap(glm::vec3 direction) {
  constexpr int last = HighlightMap::side - 1;
  const glm::vec3 a = glm::abs(direction);
  const glm::vec2 flat = glm::vec2(direction) / (a.x + a.y + a.z);
  const glm::vec2 sign(flat.x < 0 ? -1.0f : 1.0f, flat.y < 0 ? -1.0f : 1.0f);
  const glm::vec2 on_square = direction.z < 0 ? (1.0f - glm::abs(glm::vec2(flat.y, flat.x))) * sign : flat;
  const glm::vec2 at = (0.5f + 0.5f * on_square) * static_cast<float>(last);
  const auto first = [](float p) { return p < 0 ? 0 : p >= last ? last - 1 : static_cast<int>(p); };
  const int x = first(at.x), y = first(at.y);
  const float u = at.x - static_cast<float>(x), v = at.y - static_cast<float>(y);
  return {{highlight_texel(x, y), highlight_texel(x + 1, y), highlight_texel(x, y + 1), highlight_texel(x + 1, y + 1)},
          {(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v}};
}

/// A pixel's four composited features.
ASRG_HD inline glm::vec4 features_of(const Channels& composite) {
  const float* f = composite.v + ShaderWeights::first_feature;
  return {f[0], f[1], f[2], f[3]};
}

/// The map's value at a tap: what a feature of 1 adds to one of R, G, B, per feature.
ASRG_HD inline glm::vec4 highlight_shares(const glm::vec4* map, const HighlightTap& tap, int output) {
  glm::vec4 s(0.0f);
  for (int k = 0; k < 4; ++k) s += tap.weight[k] * map[tap.texel[k] * ShaderWeights::outputs + output];
  return s;
}

/// Adds the highlights to ShaderActivations::lobes. @pre shader_forward() has written them
ASRG_HD inline void add_highlights(const glm::vec4* map, const Channels& composite, glm::vec3 direction, ShaderActivations& a) {
  const HighlightTap tap = highlight_tap(direction);
  const glm::vec4 features = features_of(composite);
  for (int o = 0; o < ShaderWeights::outputs; ++o) a.lobes[o] += glm::dot(features, highlight_shares(map, tap, o));
}

/// Adds dLoss/d(composite) to `g_composite`, and calls `add(index, gradient)` for each vector of the map that takes part.
/// @param g dLoss/d(colour)
template <class Add>
ASRG_HD inline void highlights_backward(const glm::vec4* map, const Channels& composite, glm::vec3 direction, glm::vec3 g,
                                        Channels& g_composite, Add&& add) {
  const HighlightTap tap = highlight_tap(direction);
  const glm::vec4 features = features_of(composite);
  for (int o = 0; o < ShaderWeights::outputs; ++o) {
    const glm::vec4 shares = highlight_shares(map, tap, o);
    for (int f = 0; f < ShaderWeights::features; ++f) g_composite.v[ShaderWeights::first_feature + f] += g[o] * shares[f];
    for (int k = 0; k < 4; ++k) add(tap.texel[k] * ShaderWeights::outputs + o, tap.weight[k] * g[o] * features);
  }
}

}  // namespace asrg
