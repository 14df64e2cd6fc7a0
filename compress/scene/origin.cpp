#include "compress/scene/origin.h"

#include "compress/metrics/median.h"

#include <algorithm>
#include <cmath>

namespace asrg {

glm::dvec3 find_origin_offset(const Listing& listing) {
  std::vector<glm::dvec3> positions;
  for (const auto* views : {&listing.train, &listing.test})
    for (const PosedImage& view : *views) positions.push_back(view.position);
  if (positions.empty()) return glm::dvec3(0);
  glm::dvec3 centre(0);
  for (int axis = 0; axis < 3; ++axis) {
    std::vector<double> values;
    for (const glm::dvec3& position : positions) values.push_back(position[axis]);
    centre[axis] = upper_median(std::move(values));
  }
  std::vector<double> distances;
  for (const glm::dvec3& position : positions) distances.push_back(glm::length(position - centre));
  const double size = upper_median(std::move(distances));
  constexpr double far = 1000;
  if (!(size > 0) || !(glm::length(centre) > far * std::max(size, 1.0))) return glm::dvec3(0);
  const double unit = std::pow(10.0, std::floor(std::log10(size)));
  return glm::round(centre / unit) * unit;
}

void move_origin(Listing& listing, const glm::dvec3& offset) {
  for (auto* views : {&listing.train, &listing.test})
    for (PosedImage& view : *views) view.camera.position = view.position - offset;
}

}  // namespace asrg
