#include "compress/fit/photo_weights.h"

#include "compress/metrics/median.h"

#include <cmath>

namespace asrg {

std::vector<double> photo_errors(std::span<const PatchPlace> places, std::span<const float> errors, std::size_t photos) {
  std::vector<double> sum(photos, 0.0);
  std::vector<std::int64_t> count(photos, 0);
  for (std::size_t i = 0; i < std::min(places.size(), errors.size()); ++i) {
    if (errors[i] >= unseen_error) continue;
    sum[places[i].view] += static_cast<double>(errors[i]);
    ++count[places[i].view];
  }
  for (std::size_t i = 0; i < photos; ++i) sum[i] /= static_cast<double>(std::max<std::int64_t>(1, count[i]));
  return sum;
}

std::vector<float> photo_weights(std::span<const double> errors) {
  std::vector<float> weights(errors.size(), 1.0f);
  if (errors.size() < least_photos) return weights;
  const double most = std::pow(10, far_below / 10) * upper_median(std::vector<double>(errors.begin(), errors.end()));
  for (std::size_t i = 0; i < errors.size(); ++i)
    if (errors[i] > most) weights[i] = static_cast<float>(std::pow(most / errors[i], 4));
  return weights;
}

}  // namespace asrg
