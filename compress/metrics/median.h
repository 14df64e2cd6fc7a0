#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace asrg {

/// The upper median: of an even number of values the larger one of the two in the middle.
/// @param values not empty
template <class T>
T upper_median(std::vector<T> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace asrg
