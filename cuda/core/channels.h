#pragma once

#include "cuda/core/host_device.h"
#include "cuda/core/load.h"

#if defined(__AVX2__) && defined(__FMA__) && defined(__F16C__) && !defined(__CUDA_ARCH__)
#define ASRG_AVX2 1
#include <immintrin.h>
#endif

namespace asrg {

/// The eight channels of one grid corner, in one AVX register on the CPU:
///
///   |   0     |  1    2    3   |  4   5   6   7  |
///   | density |  Y    Co   Cg  |  f0  f1  f2  f3 |
///
/// density: natural logarithm of the extinction per reference length (see Lattice); Y Co Cg: diffuse colour, sRGB-encoded, as luma and
/// chroma (see colour.h); f: specular feature.
struct alignas(32) Channels {
  static constexpr int count = 8;
  float v[count];

  ASRG_HD float& operator[](int i) { return v[i]; }
  ASRG_HD float operator[](int i) const { return v[i]; }
};
static_assert(sizeof(Channels) == 32);

/// The same value in all channels.
ASRG_HD inline Channels splat(float s) {
  Channels r;
#if defined(ASRG_AVX2)
  _mm256_store_ps(r.v, _mm256_set1_ps(s));
#else
  for (int i = 0; i < Channels::count; ++i) r.v[i] = s;
#endif
  return r;
}

/// x with another first channel. Blended in a register: a read of all eight channels right after a store of one would have to wait for that
/// store (failed store-to-load forwarding).
ASRG_HD inline Channels with_first(const Channels& x, float first) {
  Channels r;
#if defined(ASRG_AVX2)
  _mm256_store_ps(r.v, _mm256_blend_ps(_mm256_load_ps(x.v), _mm256_set1_ps(first), 1));
#else
  r.v[0] = first;
  for (int i = 1; i < Channels::count; ++i) r.v[i] = x.v[i];
#endif
  return r;
}

/// acc += s * x
ASRG_HD inline void add_scaled(Channels& acc, float s, const Channels& x) {
#if defined(ASRG_AVX2)
  _mm256_store_ps(acc.v, _mm256_fmadd_ps(_mm256_set1_ps(s), _mm256_load_ps(x.v), _mm256_load_ps(acc.v)));
#else
  for (int i = 0; i < Channels::count; ++i) acc.v[i] += s * x.v[i];
#endif
}

ASRG_HD inline float dot(const Channels& a, const Channels& b) {
#if defined(ASRG_AVX2)
  const __m256 p = _mm256_mul_ps(_mm256_load_ps(a.v), _mm256_load_ps(b.v));
  __m128 s = _mm_add_ps(_mm256_castps256_ps128(p), _mm256_extractf128_ps(p, 1));
  s = _mm_add_ps(s, _mm_movehl_ps(s, s));
  return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
#else
  float s = 0;
  for (int i = 0; i < Channels::count; ++i) s += a.v[i] * b.v[i];
  return s;
#endif
}

}  // namespace asrg
