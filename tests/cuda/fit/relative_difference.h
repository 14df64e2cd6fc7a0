#pragma once

#include "cuda/render/shader.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <span>
#include <type_traits>
#include <vector>

namespace asrg::test {

/// The numbers of structs that consist of floats only.
template <class T>
std::span<const float> floats(const std::vector<T>& values) {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) % sizeof(float) == 0);
  return {reinterpret_cast<const float*>(values.data()), values.size() * sizeof(T) / sizeof(float)};
}

inline std::span<const float> floats(const ShaderWeights& w) { return {w.data(), static_cast<std::size_t>(ShaderWeights::count)}; }

/// The sum of the absolute differences of two lists as a share of that of `a`. NaN, which no comparison accepts, where `a` is zero.
inline double relative_difference(std::span<const float> a, std::span<const float> b) {
  REQUIRE(a.size() == b.size());
  double sum = 0, difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += std::abs(a[i]);
    difference += std::abs(a[i] - b[i]);
  }
  return difference / sum;
}

}  // namespace asrg::test
