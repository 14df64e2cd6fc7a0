#pragma once

#include "cuda/fit/optimiser.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace asrg {

/// One step of Adam for a plain array.
/// @param parameters `count` parameters, then as many first moments, then as many second moments
/// @param slots slot_count * count partial sums of the gradient
/// @param step number of the step, from 1
inline ArrayAdamKernel array_adam(float* parameters, std::int64_t count, float* slots, int slot_count, float rate, std::uint32_t step) {
  const auto t = static_cast<float>(step);
  return {.parameters = parameters,
          .first_moment = parameters + count,
          .second_moment = parameters + 2 * count,
          .slots = slots,
          .stride = count,
          .count = slot_count,
          .rate = rate,
          .correction1 = 1.0f / (1.0f - std::pow(adam_beta1, t)),
          .correction2 = 1.0f / (1.0f - std::pow(adam_beta2, t))};
}

/// An array followed by its first and its second moments, `count` of each.
/// @param value fills an array that is empty; empty moments are filled with 0
template <class T>
std::vector<T> with_moments(const std::vector<T>& array, const std::vector<T>& first, const std::vector<T>& second, std::size_t count,
                            T value) {
  std::vector<T> all;
  for (const auto* part : {&array, &first, &second}) {
    if (part->empty())
      all.insert(all.end(), count, part == &array ? value : T());
    else
      all.insert(all.end(), part->begin(), part->end());
  }
  return all;
}

/// The inverse of with_moments().
template <class T>
void take_apart(const std::vector<T>& all, std::vector<T>& array, std::vector<T>& first, std::vector<T>& second) {
  const auto third = static_cast<std::ptrdiff_t>(all.size() / 3);
  array.assign(all.begin(), all.begin() + third);
  first.assign(all.begin() + third, all.begin() + 2 * third);
  second.assign(all.begin() + 2 * third, all.end());
}

}  // namespace asrg
