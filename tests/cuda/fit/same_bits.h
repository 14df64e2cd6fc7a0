#pragma once

#include "cuda/fit/fit_engine.h"

#include <cstring>
#include <vector>

namespace asrg::test {

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

inline bool same_bits(const FitState& a, const FitState& b) {
  return same_bits(a.residuals, b.residuals) && same_bits(a.first_moment, b.first_moment) && same_bits(a.second_moment, b.second_moment) &&
         same_bits(a.average, b.average) && a.averaged == b.averaged && std::memcmp(&a.shader, &b.shader, sizeof(a.shader)) == 0 &&
         std::memcmp(&a.shader_first_moment, &b.shader_first_moment, sizeof(a.shader)) == 0 &&
         std::memcmp(&a.shader_second_moment, &b.shader_second_moment, sizeof(a.shader)) == 0 && same_bits(a.environment, b.environment) &&
         same_bits(a.environment_first_moment, b.environment_first_moment) &&
         same_bits(a.environment_second_moment, b.environment_second_moment) && same_bits(a.place_errors, b.place_errors) &&
         same_bits(a.photo_weights, b.photo_weights) && same_bits(a.corrections.values, b.corrections.values) &&
         same_bits(a.corrections.first_moment, b.corrections.first_moment) &&
         same_bits(a.corrections.second_moment, b.corrections.second_moment) && a.corrections.steps == b.corrections.steps &&
         a.step == b.step;
}

}  // namespace asrg::test
