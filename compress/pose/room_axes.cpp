#include "compress/pose/room_axes.h"

#include <glm/gtc/quaternion.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <unordered_map>

namespace asrg {
namespace {

constexpr double bins = 60;
/// More points would tell no more.
constexpr std::size_t most_points = 20000;
constexpr double first_turn = 3, largest_tilt = 4, smallest_tilt = 0.1;  // degrees

glm::dmat3 turn(int axis, double degrees) {
  glm::dvec3 about(0);
  about[axis] = 1;
  return glm::mat3_cast(glm::angleAxis(glm::radians(degrees), about));
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

/// The points about their median, thinned out evenly.
std::vector<glm::dvec3> centred(const std::vector<glm::dvec3>& points) {
  const std::size_t stride = points.size() / most_points + 1;
  std::vector<glm::dvec3> some;
  for (std::size_t i = 0; i < points.size(); i += stride) some.push_back(points[i]);
  glm::dvec3 middle(0);
  for (int k = 0; k < 3; ++k) {
    std::vector<double> values;
    for (const glm::dvec3& p : some) values.push_back(p[k]);
    middle[k] = median(std::move(values));
  }
  for (glm::dvec3& p : some) p -= middle;
  return some;
}

/// World-to-camera.
glm::dmat3 rotation_of(const ColmapImage& i) {
  return glm::mat3_cast(glm::dquat(i.rotation[0], i.rotation[1], i.rotation[2], i.rotation[3]));
}

glm::dvec3 mean_up(const ColmapModel& model) {
  glm::dvec3 up(0);
  for (const ColmapImage& i : model.images) up -= glm::transpose(rotation_of(i))[1];  // the second row is the picture's downward direction
  return glm::length(up) > 1e-6 ? glm::normalize(up) : glm::dvec3(0, 0, 1);
}

}  // namespace

double plane_score(std::span<const glm::dvec3> points, const glm::dmat3& axes) {
  std::vector<double> distances;
  for (const glm::dvec3& p : points) distances.push_back(glm::length(p));
  if (distances.empty()) return 0;
  std::nth_element(distances.begin(), distances.begin() + static_cast<std::ptrdiff_t>(distances.size() * 4 / 5), distances.end());
  const double width = std::max(distances[distances.size() * 4 / 5], 1e-12) / bins;
  double sum = 0;
  for (int k = 0; k < 3; ++k) {
    std::unordered_map<std::int64_t, double> counts;
    for (const glm::dvec3& p : points)
      ++counts[static_cast<std::int64_t>(std::clamp(std::floor(glm::dot(axes[k], p) / width), -1e15, 1e15))];
    for (const auto& [bin, count] : counts) sum += count * count;
  }
  return sum / (static_cast<double>(points.size()) * static_cast<double>(points.size()));
}

glm::dmat3 room_axes(const ColmapModel& model) {
  const glm::dvec3 up = mean_up(model);
  const glm::dvec3 aside = glm::normalize(glm::cross(std::abs(up.x) < 0.9 ? glm::dvec3(1, 0, 0) : glm::dvec3(0, 1, 0), up));
  glm::dmat3 axes(aside, glm::cross(up, aside), up);  // columns here: the axes
  if (model.points.empty()) return glm::transpose(axes);
  const std::vector<glm::dvec3> points = centred(model.points);
  const glm::dmat3 before = axes;
  double best = plane_score(points, axes);
  for (double angle = first_turn; angle < 90; angle += first_turn) {
    const glm::dmat3 turned = before * turn(2, angle);
    if (const double score = plane_score(points, turned); score > best) best = score, axes = turned;
  }
  for (double step = largest_tilt; step >= smallest_tilt;) {
    bool better = false;
    for (int k = 0; k < 6; ++k) {
      const glm::dmat3 turned = axes * turn(k / 2, k % 2 ? -step : step);
      if (const double score = plane_score(points, turned); score > best) best = score, axes = turned, better = true;
    }
    if (!better) step /= 2;
  }
  return glm::transpose(axes);
}

bool is_turned(const ColmapModel& model, const ColmapModel& turned, const glm::dmat3& axes) {
  std::map<std::string, glm::dmat3> there;
  for (const ColmapImage& i : turned.images) there[i.name] = rotation_of(i);
  return std::all_of(model.images.begin(), model.images.end(), [&](const ColmapImage& i) {
    const auto found = there.find(i.name);
    if (found == there.end()) return false;
    const glm::dmat3 off = found->second - rotation_of(i) * glm::transpose(axes);
    return glm::length(off[0]) + glm::length(off[1]) + glm::length(off[2]) < 1e-3;
  });
}

}  // namespace asrg
