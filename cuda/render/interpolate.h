#pragma once

#include "cuda/core/exponential.h"
#include "cuda/grid/compact_view.h"

namespace asrg {

/// The density channel is the natural logarithm of the extinction coefficient per reference length; it is clamped to this range when it is used.
constexpr float min_log_extinction = -12.0f;
constexpr float max_log_extinction = 8.0f;

/// Extinction coefficient per reference length (Lattice::reference_length), from the density channel.
ASRG_HD inline float extinction(float log_extinction) {
  const float x = log_extinction < min_log_extinction ? min_log_extinction : log_extinction;
  return exponential(x > max_log_extinction ? max_log_extinction : x);
}

/// A sample of a ray, within an active cell.
struct Sample {
  std::int32_t key;    ///< finds the corners. GridView: index of the active cell; CompactView: the leaf's first cache line
  glm::vec3 fraction;  ///< position within the cell, 0..1
  float t;             ///< distance from the ray's origin, lattice units
  float dt;            ///< length of the ray's segment that the sample represents, lattice units
  int shift;           ///< the cell is 2^shift lattice units wide
  glm::ivec3 at{0};    ///< the cell within its leaf
};

/// The weights of a cell's corners at `f`, in the order of CellCorners.
ASRG_HD inline void trilinear_weights(glm::vec3 f, float* w) {
  const float x0 = 1 - f.x, y0 = 1 - f.y, z0 = 1 - f.z;
  const float a = y0 * z0, b = f.y * z0, c = y0 * f.z, d = f.y * f.z;
  w[0] = x0 * a;
  w[1] = f.x * a;
  w[2] = x0 * b;
  w[3] = f.x * b;
  w[4] = x0 * c;
  w[5] = f.x * c;
  w[6] = x0 * d;
  w[7] = f.x * d;
}

/// @param cell, fraction see Sample
template <class Value>
ASRG_HD inline Channels interpolate(const ValuesView<Value>& g, std::int32_t cell, glm::vec3 fraction) {
#if defined(ASRG_AVX2) && !defined(__CUDA_ARCH__)
  // Along x, y and z one after the other: fewer instructions than with eight weights, each of which would have to be copied to all channels.
  const std::int32_t* index = g.corners[cell].index;
  const __m256 x = _mm256_set1_ps(fraction.x), y = _mm256_set1_ps(fraction.y), z = _mm256_set1_ps(fraction.z);
  const auto mixed = [](__m256 a, __m256 b, __m256 f) { return _mm256_fmadd_ps(f, _mm256_sub_ps(b, a), a); };
  const auto edge = [&](int k) { return mixed(in_register(g.values[index[k]]), in_register(g.values[index[k + 1]]), x); };
  Channels r;
  _mm256_store_ps(r.v, mixed(mixed(edge(0), edge(2), y), mixed(edge(4), edge(6), y), z));
  return r;
#else
  float w[8];
  trilinear_weights(fraction, w);
  const CellCorners corners = load(g.corners[cell]);
  Channels r = splat(0.0f);
  for (int k = 0; k < 8; ++k) add_scaled(r, w[k], widened(load(g.values[corners.index[k]])));
  return r;
#endif
}

template <class Value>
ASRG_HD inline Channels interpolate(const ValuesView<Value>& g, const Sample& s) {
  return interpolate(g, s.key, s.fraction);
}

/// The same on 8-bit corners. The weights add up to 1, so that the leaf's scale and offset are applied once, to the weighted sum.
ASRG_HD inline Channels interpolate(const CompactView& g, const Sample& s) {
  float w[8];
  trilinear_weights(s.fraction, w);
  const CompactLeaf& leaf = leaf_at(g, s.key);
  const CompactCorner* corner[4];
  edges_along_x(leaf, s.at, corner);
#if defined(ASRG_AVX2) && !defined(__CUDA_ARCH__)
  const auto low = [](__m128i bytes) { return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes)); };
  __m256 even = _mm256_setzero_ps(), odd = _mm256_setzero_ps();
  for (int k = 0; k < 4; ++k) {
    const __m128i two = _mm_loadu_si128(reinterpret_cast<const __m128i*>(corner[k]));
    even = _mm256_fmadd_ps(_mm256_set1_ps(w[2 * k]), low(two), even);
    odd = _mm256_fmadd_ps(_mm256_set1_ps(w[2 * k + 1]), low(_mm_unpackhi_epi64(two, two)), odd);
  }
  Channels r;
  _mm256_store_ps(r.v, _mm256_fmadd_ps(_mm256_add_ps(even, odd), _mm256_load_ps(leaf.scale.v), _mm256_load_ps(leaf.offset.v)));
  return r;
#else
  Channels sum = splat(0.0f);
  for (int k = 0; k < 8; ++k) add_scaled(sum, w[k], unpacked(corner[k / 2][k % 2]));
  const Channels offset = load(leaf.offset), scale = load(leaf.scale);
  Channels r;
  for (int c = 0; c < Channels::count; ++c) r.v[c] = offset.v[c] + scale.v[c] * sum.v[c];
  return r;
#endif
}

/// The density channel at a cell's corners, x fastest.
ASRG_HD inline void corner_densities(const GridView& g, const Sample& s, float* density) {
  const CellCorners corners = load(g.corners[s.key]);
  for (int k = 0; k < 8; ++k) density[k] = g.values[corners.index[k]].v[0];
}

ASRG_HD inline void corner_densities(const CompactView& g, const Sample& s, float* density) {
  const CompactCorner* corner[4];
  const CompactLeaf& leaf = leaf_at(g, s.key);
  edges_along_x(leaf, s.at, corner);
  for (int k = 0; k < 8; ++k) density[k] = leaf.offset.v[0] + leaf.scale.v[0] * static_cast<float>(corner[k / 2][k % 2].v[0]);
}

}  // namespace asrg
