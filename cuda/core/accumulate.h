#pragma once

#include "cuda/core/channels.h"
#include "cuda/core/host_device.h"

#include <cstdint>
#include <type_traits>

#include <glm/glm.hpp>

namespace asrg {

// Additions to the sums of a slot (see device.h): ordinary additions on the CPU, where one thread owns a slot; atomic ones on CUDA, where all
// threads share the only slot.

template <class Number>
requires std::is_arithmetic_v<Number> ASRG_HD inline void accumulate(Number& to, std::type_identity_t<Number> x) {
#if defined(__CUDA_ARCH__)
  if constexpr (std::is_same_v<Number, std::int64_t>)
    atomicAdd(reinterpret_cast<unsigned long long*>(&to), static_cast<unsigned long long>(x));
  else
    atomicAdd(&to, x);
#else
  to += x;
#endif
}

ASRG_HD inline void accumulate(glm::vec3& to, glm::vec3 x) {
  for (int c = 0; c < 3; ++c) accumulate(to[c], x[c]);
}

ASRG_HD inline void accumulate(glm::vec4& to, glm::vec4 x) {
  for (int c = 0; c < 4; ++c) accumulate(to[c], x[c]);
}

/// to += s * x
ASRG_HD inline void accumulate(Channels& to, float s, const Channels& x) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
  float4* four = reinterpret_cast<float4*>(to.v);
  atomicAdd(four, make_float4(s * x.v[0], s * x.v[1], s * x.v[2], s * x.v[3]));
  atomicAdd(four + 1, make_float4(s * x.v[4], s * x.v[5], s * x.v[6], s * x.v[7]));
#elif defined(__CUDA_ARCH__)
  for (int c = 0; c < Channels::count; ++c) atomicAdd(&to.v[c], s * x.v[c]);
#else
  add_scaled(to, s, x);
#endif
}

/// Atomic addition on both machines, in relaxed order. @return the value before it
ASRG_HD inline std::int32_t fetch_add(std::int32_t& to, std::int32_t x) {
#if defined(__CUDA_ARCH__)
  return atomicAdd(&to, x);
#else
  return __atomic_fetch_add(&to, x, __ATOMIC_RELAXED);
#endif
}

ASRG_HD inline std::uint64_t fetch_add(std::uint64_t& to, std::uint64_t x) {
#if defined(__CUDA_ARCH__)
  return atomicAdd(reinterpret_cast<unsigned long long*>(&to), static_cast<unsigned long long>(x));
#else
  return __atomic_fetch_add(&to, x, __ATOMIC_RELAXED);
#endif
}

/// Sets bit i % 64 of word i / 64 of a slot's bits. On CUDA the word is read first: most bits that a step sets are set already, and a read costs
/// less than an atomic operation.
ASRG_HD inline void mark(std::uint64_t* bits, std::int64_t i) {
  const std::uint64_t bit = std::uint64_t{1} << (i & 63);
#if defined(__CUDA_ARCH__)
  auto* word = reinterpret_cast<unsigned long long*>(bits + (i >> 6));
  if (!(*static_cast<volatile unsigned long long*>(word) & bit)) atomicOr(word, bit);
#else
  bits[i >> 6] |= bit;
#endif
}

/// Is bit i % 64 of word i / 64 set?
ASRG_HD inline bool is_marked(const std::uint64_t* bits, std::int64_t i) {
#if defined(__CUDA_ARCH__)
  // Volatile: other threads may set bits of the same word at the same time.
  return *static_cast<const volatile std::uint64_t*>(bits + (i >> 6)) >> (i & 63) & 1;
#else
  return bits[i >> 6] >> (i & 63) & 1;
#endif
}

/// to = max(to, x). @pre neither is negative
ASRG_HD inline void accumulate_max(float& to, float x) {
#if defined(__CUDA_ARCH__)
  atomicMax(reinterpret_cast<int*>(&to), __float_as_int(x));  // floats of equal sign compare as their bits do
#else
  if (x > to) to = x;
#endif
}

}  // namespace asrg
