#include "compress/scene/lens.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// The point in the direction of `u` whose distance from the axis is the ray's angle to it, radians (equidistant projection).
glm::dvec2 by_angle(glm::dvec2 u) {
  const double r = glm::length(u);
  return r > 1e-9 ? u * (std::atan(r) / r) : u;
}

/// 1 + k[0] t + k[1] t^2 + ...
double polynomial(double t, std::initializer_list<double> k) {
  double sum = 0, power = t;
  for (const double c : k) sum += c * power, power *= t;
  return 1 + sum;
}

/// OpenCV's tangential distortion: what p1 and p2 add to the point.
glm::dvec2 tangential(glm::dvec2 u, double p1, double p2) {
  const double r2 = glm::dot(u, u);
  return {2 * p1 * u.x * u.y + p2 * (r2 + 2 * u.x * u.x), p1 * (r2 + 2 * u.y * u.y) + 2 * p2 * u.x * u.y};
}

}  // namespace

bool Lens::finite() const {
  return std::all_of(parameters.begin(), parameters.end(), [](double value) { return std::isfinite(value); });
}

glm::dvec2 Lens::distort(glm::dvec2 u) const {
  const auto& p = parameters;
  const double r2 = glm::dot(u, u);
  switch (model) {
    case Model::full_opencv:
      return u * (polynomial(r2, {p[0], p[1], p[4]}) / polynomial(r2, {p[5], p[6], p[7]})) + tangential(u, p[2], p[3]);
    case Model::four_radial: return u * polynomial(r2, {p[0], p[1], p[2], p[3]}) + tangential(u, p[4], p[5]);
    case Model::fov: {
      const double r = std::sqrt(r2);
      if (p[0] == 0 || r < 1e-9) return p[0] == 0 ? u : u * (2 * std::tan(0.5 * p[0]) / p[0]);
      return u * (std::atan(2 * r * std::tan(0.5 * p[0])) / (p[0] * r));
    }
    case Model::fisheye: {
      const glm::dvec2 t = by_angle(u);
      return t * polynomial(glm::dot(t, t), {p[0], p[1], p[2], p[3]});
    }
    case Model::thin_prism_fisheye: {
      const glm::dvec2 t = by_angle(u);
      const double t2 = glm::dot(t, t);
      return t * polynomial(t2, {p[0], p[1], p[4], p[5]}) + tangential(t, p[2], p[3]) + t2 * glm::dvec2(p[6], p[7]);
    }
    case Model::rad_tan_thin_prism_fisheye: {
      const glm::dvec2 t = by_angle(u);
      const glm::dvec2 d = t * polynomial(glm::dot(t, t), {p[0], p[1], p[2], p[3], p[4], p[5]});
      const double d2 = glm::dot(d, d);
      // The model's p0 and p1 are OpenCV's p2 and p1.
      return d + tangential(d, p[7], p[6]) + d2 * glm::dvec2(p[8] + p[9] * d2, p[10] + p[11] * d2);
    }
  }
  return u;
}

std::optional<Lens> colmap_lens(const std::string& model, const std::vector<double>& parameters, const std::string& where) {
  for (const char* plain : {"SIMPLE_PINHOLE", "PINHOLE", "SIMPLE_RADIAL", "RADIAL", "OPENCV"})
    if (model == plain) return std::nullopt;
  constexpr std::pair<const char*, Lens::Model> models[] = {{"FULL_OPENCV", Lens::Model::full_opencv},
                                                            {"OPENCV_FISHEYE", Lens::Model::fisheye},
                                                            {"SIMPLE_RADIAL_FISHEYE", Lens::Model::fisheye},
                                                            {"RADIAL_FISHEYE", Lens::Model::fisheye},
                                                            {"FOV", Lens::Model::fov},
                                                            {"THIN_PRISM_FISHEYE", Lens::Model::thin_prism_fisheye},
                                                            {"RAD_TAN_THIN_PRISM_FISHEYE", Lens::Model::rad_tan_thin_prism_fisheye}};
  for (const auto& [name, kind] : models) {
    if (model != name) continue;
    Lens lens{.model = kind};
    std::copy_n(parameters.begin(), std::min(parameters.size(), lens.parameters.size()), lens.parameters.begin());
    const auto& p = lens.parameters;
    if (!lens.finite()) throw Error(ErrorKind::io, fmt::format("{} has a camera with a value that is not a finite number", where));
    // With k4 = k5 = k6 = 0 it is Camera's model.
    if (kind == Lens::Model::full_opencv && p[5] == 0 && p[6] == 0 && p[7] == 0) return std::nullopt;
    return lens;
  }
  throw Error(ErrorKind::unsupported,
              fmt::format("{} has the camera model {}, which is not known: undistort the images first", where, model));
}

}  // namespace asrg
