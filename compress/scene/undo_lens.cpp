#include "compress/scene/lens.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace asrg {
namespace {

constexpr double farthest = 2.747;  ///< tan(70 degrees)
constexpr double largest_growth = 1.5;

/// The mapping of rays (u, v, 1) in the camera's axes to the photo's pixels.
struct Mapping {
  const Lens& lens;
  glm::dvec2 focal, centre, size;

  glm::dvec2 pixel(glm::dvec2 u) const { return lens.distort(u) * focal + centre; }

  /// True where the photo shows all rays between the axis and this one, ever farther from the principal point: a polynomial may fold back.
  bool sees(glm::dvec2 u) const {
    constexpr int steps = 48;
    double before = -1;
    for (int i = 0; i <= steps; ++i) {
      const glm::dvec2 d = lens.distort(u * (static_cast<double>(i) / steps));
      const glm::dvec2 at = d * focal + centre;
      const double distance = glm::length(d);
      // Half a pixel beyond the photo's edge is allowed for rounding.
      if (!(at.x >= -0.5 && at.y >= -0.5 && at.x <= size.x + 0.5 && at.y <= size.y + 0.5) || !(distance >= before)) return false;
      before = distance;
    }
    return true;
  }
};

/// The largest value up to `high` for which `holds` is true; it is true for all smaller values.
template <class Holds>
double largest_that(double high, Holds holds) {
  if (holds(high)) return high;
  double low = 0;
  for (int i = 0; i < 40; ++i) (holds(0.5 * (low + high)) ? low : high) = 0.5 * (low + high);
  return low;
}

struct Extent {
  glm::dvec2 low, high;  ///< of (u, v)
};

Extent visible_extent(const Mapping& map) {
  const auto reach = [&](glm::dvec2 direction) { return largest_that(farthest, [&](double t) { return map.sees(t * direction); }); };
  const Extent axes{{-reach({-1, 0}), -reach({0, -1})}, {reach({1, 0}), reach({0, 1})}};
  const auto inside = [&](double scale) {
    for (int i = 0; i <= 32; ++i) {
      const double t = i / 32.0;
      const glm::dvec2 at = scale * glm::mix(axes.low, axes.high, t);
      for (const glm::dvec2& u : {glm::dvec2(at.x, scale * axes.low.y), glm::dvec2(at.x, scale * axes.high.y),
                                  glm::dvec2(scale * axes.low.x, at.y), glm::dvec2(scale * axes.high.x, at.y)})
        if (!map.sees(u)) return false;
    }
    return true;
  };
  const double scale = largest_that(1, inside);
  return {scale * axes.low, scale * axes.high};
}

/// Catmull-Rom weights of four consecutive values, at the position t = 0..1 between the second and the third.
std::array<float, 4> cubic_weights(float t) {
  return {0.5f * t * (-1 + t * (2 - t)), 0.5f * (2 + t * t * (3 * t - 5)), 0.5f * t * (1 + t * (4 - 3 * t)), 0.5f * t * t * (t - 1)};
}

/// The photo's colour at a position in pixels (pixel centres at + 0.5); beyond the photo's edge its border pixels are repeated.
void sample(const ImageU8& rgba, glm::dvec2 at, std::uint8_t* result) {
  // Where a hostile lens has no value, fmin and fmax take the limit.
  const auto near_photo = [](double value, int side) { return static_cast<float>(std::fmin(std::fmax(value, -4.0), side + 4.0)); };
  const glm::vec2 place(near_photo(at.x - 0.5, rgba.width), near_photo(at.y - 0.5, rgba.height));
  const glm::vec2 floor = glm::floor(place);
  const auto wx = cubic_weights(place.x - floor.x), wy = cubic_weights(place.y - floor.y);
  float colour[3] = {}, alpha = 0;
  for (int j = 0; j < 4; ++j) {
    const int y = std::clamp(static_cast<int>(floor.y) - 1 + j, 0, rgba.height - 1);
    for (int i = 0; i < 4; ++i) {
      const std::uint8_t* p = rgba.at(std::clamp(static_cast<int>(floor.x) - 1 + i, 0, rgba.width - 1), y);
      const float weight = wx[static_cast<std::size_t>(i)] * wy[static_cast<std::size_t>(j)] * static_cast<float>(p[3]);
      for (int c = 0; c < 3; ++c) colour[c] += weight * static_cast<float>(p[c]);
      alpha += weight;
    }
  }
  const auto rounded = [](float value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5f, 0.0f, 255.0f)); };
  result[3] = rounded(alpha);
  for (int c = 0; c < 3; ++c) result[c] = result[3] == 0 ? std::uint8_t{0} : rounded(colour[c] / alpha);
}

}  // namespace

void undo_lens(ImageU8& rgba, Camera& camera, const Lens& lens, const std::string& where) {
  if (!lens.finite()) throw Error(ErrorKind::io, fmt::format("the lens of {} has a value that is not a finite number", where));
  const Mapping map{lens, camera.focal, camera.principal_point, {rgba.width, rgba.height}};
  const Extent extent = visible_extent(map);
  const glm::dvec2 span = extent.high - extent.low;
  // Pixels per unit of u at the principal point, where not every lens has the focal length.
  constexpr double step = 1e-4;
  const glm::dvec2 finest((map.pixel({step, 0}).x - map.pixel({-step, 0}).x) / (2 * step),
                          (map.pixel({0, step}).y - map.pixel({0, -step}).y) / (2 * step));
  const glm::dvec2 wanted = finest * span;
  const double shrink = std::min(1.0, largest_growth * std::min(rgba.width / wanted.x, rgba.height / wanted.y));
  const glm::dvec2 sides = shrink * wanted;
  if (!(sides.x >= 2 && sides.y >= 2 && finest.x > 0 && finest.y > 0 && std::isfinite(sides.x + sides.y)))
    throw Error(ErrorKind::io, fmt::format("the lens of {} cannot be undone: it puts nothing into the photo", where));
  const glm::ivec2 size(glm::floor(sides));
  Camera plain;
  plain.rotation = camera.rotation;
  plain.position = camera.position;
  plain.size = size;
  plain.focal = shrink * finest;
  plain.principal_point = -extent.low * (shrink * finest);
  ImageU8 picture(size.x, size.y, 4);
  for (int y = 0; y < size.y; ++y) {
    for (int x = 0; x < size.x; ++x) {
      const glm::dvec2 u = (glm::dvec2(x + 0.5, y + 0.5) - glm::dvec2(plain.principal_point)) / glm::dvec2(plain.focal);
      sample(rgba, map.pixel(u), picture.at(x, y));
    }
  }
  rgba = std::move(picture);
  camera = plain;
}

}  // namespace asrg
