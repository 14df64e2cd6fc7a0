#include "compress/pose/sharpness.h"

#include "compress/metrics/median.h"

#include <algorithm>

namespace asrg {

namespace {

struct Variance {
  double sum = 0, squares = 0, count = 0;
  void add(double value) { sum += value, squares += value * value, ++count; }
  double get() const { return count > 0 ? std::max(0.0, squares / count - (sum / count) * (sum / count)) : 0; }
};

}  // namespace

double sharpness(const ImageF& grey) {
  Variance laplacian, values;
  for (int y = 1; y + 1 < grey.height; ++y) {
    for (int x = 1; x + 1 < grey.width; ++x) {
      const float centre = *grey.at(x, y);
      laplacian.add(*grey.at(x - 1, y) + *grey.at(x + 1, y) + *grey.at(x, y - 1) + *grey.at(x, y + 1) - 4 * centre);
      values.add(centre);
    }
  }
  const double variance = values.get();
  return variance > 1e-6 ? laplacian.get() / variance : 0;
}

std::vector<std::size_t> blurred_ones(std::span<const double> sharpnesses) {
  constexpr std::size_t neighbours = 8;
  constexpr double limit = 0.3;
  std::vector<std::size_t> result;
  const std::size_t count = sharpnesses.size();
  if (count < 5) return result;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t window = std::min(count, neighbours + 1);
    const std::size_t first = std::min(i > window / 2 ? i - window / 2 : 0, count - window);
    std::vector<double> others;
    for (std::size_t k = first; k < first + window; ++k)
      if (k != i) others.push_back(sharpnesses[k]);
    if (sharpnesses[i] < limit * upper_median(std::move(others))) result.push_back(i);
  }
  return result;
}

}  // namespace asrg
