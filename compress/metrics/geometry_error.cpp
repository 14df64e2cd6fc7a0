#include "compress/metrics/geometry_error.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace asrg {
namespace {

/// The angle between two vectors, degrees; by the arc tangent, which is precise for small and large angles, unlike the arc cosine.
float angle_between(glm::dvec3 a, glm::dvec3 b) {
  const double along = glm::dot(a, b), across = glm::length(glm::cross(a, b));
  return along == 0 && across == 0 ? 90.0f : static_cast<float>(glm::degrees(std::atan2(across, along)));
}

}  // namespace

void GeometryErrors::append(const GeometryErrors& more) {
  angles.insert(angles.end(), more.angles.begin(), more.angles.end());
  depths.insert(depths.end(), more.depths.begin(), more.depths.end());
  pixels += more.pixels;
  missing += more.missing;
}

GeometryErrors geometry_errors(const Surface& model, const Surface& truth) {
  if (model.width != truth.width || model.height != truth.height)
    throw Error(ErrorKind::arguments,
                fmt::format("surfaces of {}x{} and {}x{} pixels cannot be compared", model.width, model.height, truth.width, truth.height));
  GeometryErrors errors;
  for (std::size_t i = 0; i < truth.pixels.size(); ++i) {
    const SurfacePoint &is = model.pixels[i], &should = truth.pixels[i];
    if (!(should.opacity > 0)) continue;
    ++errors.pixels;
    if (!(is.opacity > surface_opacity)) {
      ++errors.missing;
      continue;
    }
    errors.angles.push_back(angle_between(is.normal, should.normal));
    errors.depths.push_back(std::abs(is.depth - should.depth));
  }
  return errors;
}

MeanMedian mean_and_median(std::vector<float> values) {
  if (values.empty()) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return {mean, *middle};
  return {mean, 0.5 * (static_cast<double>(*middle) + *std::max_element(values.begin(), middle))};
}

}  // namespace asrg
