#pragma once

#include "cuda/core/channels.h"
#include "cuda/core/half.h"

namespace asrg {

/// Channels in half precision, for values that are read far more often than written: half the memory, and half as many cache lines.
struct alignas(16) HalfChannels {
  std::uint16_t v[Channels::count];
};
static_assert(sizeof(HalfChannels) == 16);

ASRG_HD inline Channels widened(const Channels& x) { return x; }

/// The exact values.
ASRG_HD inline Channels widened(const HalfChannels& x) {
  Channels r;
#if defined(ASRG_AVX2)
  _mm256_store_ps(r.v, _mm256_cvtph_ps(_mm_load_si128(reinterpret_cast<const __m128i*>(x.v))));
#else
  for (int i = 0; i < Channels::count; ++i) r.v[i] = float_from_half(x.v[i]);
#endif
  return r;
}

/// Writes x to `to`, rounded to what that holds; see half_from_float().
ASRG_HD inline void narrow(const Channels& x, Channels& to) { to = x; }
ASRG_HD inline void narrow(const Channels& x, HalfChannels& to) {
#if defined(ASRG_AVX2)
  const __m256 limit = _mm256_set1_ps(65504.0f);
  // Of two operands of which one is NaN, min and max return the second.
  const __m256 clamped = _mm256_max_ps(_mm256_sub_ps(_mm256_setzero_ps(), limit), _mm256_min_ps(limit, _mm256_load_ps(x.v)));
  _mm_store_si128(reinterpret_cast<__m128i*>(to.v), _mm256_cvtps_ph(clamped, _MM_FROUND_TO_NEAREST_INT));
#else
  for (int i = 0; i < Channels::count; ++i) to.v[i] = half_from_float(x.v[i]);
#endif
}

#if defined(ASRG_AVX2)
/// Eight channels in a register.
inline __m256 in_register(const Channels& x) { return _mm256_load_ps(x.v); }
inline __m256 in_register(const HalfChannels& x) { return _mm256_cvtph_ps(_mm_load_si128(reinterpret_cast<const __m128i*>(x.v))); }
#endif

}  // namespace asrg
