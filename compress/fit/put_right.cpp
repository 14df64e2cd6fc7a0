#include "compress/fit/put_right.h"

#include "compress/metrics/median.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace asrg {
namespace {

constexpr std::array names{"off", "on", "auto"};

/// The change of a middle grey's R, G and B. Gain and offset may compensate for each other: what they do to black and white says little where hardly any
/// pixel is black or white.
glm::dvec3 change_of_grey(const PhotoCorrection& c) { return 0.5 * (glm::exp(glm::dvec3(c.log_gain)) - 1.0) + glm::dvec3(c.offset); }

double largest(glm::dvec3 rgb) { return std::max({std::abs(rgb.x), std::abs(rgb.y), std::abs(rgb.z)}); }

/// The median, over the photos, of how much a photo's change differs from the mean of those taken from nearest by; as large as the changes themselves where
/// these are independent of each other.
double own_change(std::span<const View> views, const std::vector<glm::dvec3>& changes) {
  constexpr std::size_t most_neighbours = 4;
  const std::size_t count = std::min(most_neighbours, views.size() - 1);
  const double independent = count > 0 ? std::sqrt(1 + 1.0 / static_cast<double>(count)) : 1;
  std::vector<double> own;
  std::vector<std::pair<float, std::size_t>> others;
  for (std::size_t i = 0; i < views.size(); ++i) {
    others.clear();
    for (std::size_t j = 0; j < views.size(); ++j)
      if (j != i) others.emplace_back(glm::distance(views[i].camera.position, views[j].camera.position), j);
    std::partial_sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(count), others.end());
    glm::dvec3 shared(0);
    for (std::size_t k = 0; k < count; ++k) shared += changes[others[k].second] / static_cast<double>(count);
    own.push_back(largest(changes[i] - shared) / independent);
  }
  return upper_median(own);
}

}  // namespace

std::vector<std::string> put_right_names() { return {names.begin(), names.end()}; }

PutRight put_right_of_name(const std::string& name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (name == names[i]) return static_cast<PutRight>(i);
  throw Error(ErrorKind::arguments, fmt::format("{}: one of {} is needed", name, fmt::join(names, ", ")));
}

const char* put_right_name(PutRight p) { return names[static_cast<std::size_t>(p)]; }

CorrectionSummary summarise(std::span<const View> views, std::span<const PhotoCorrection> corrections, const CorrectionFrame& frame) {
  if (corrections.empty()) return {};
  std::vector<double> degrees, percent, pixels, lens_pixels, lens, exposure;
  std::vector<glm::dvec3> changes;
  for (std::size_t i = 0; i < corrections.size(); ++i) {
    const PhotoCorrection& c = corrections[i];
    const Camera& camera = views[i].camera;
    const double turn = glm::length(c.rotation), shift = glm::length(c.shift);
    const double across = 0.5 * (camera.focal.x + camera.focal.y) * frame.longest /
                          std::max(glm::length(camera.position - frame.centre), 1e-3f * frame.longest);
    degrees.push_back(turn * 180 / std::numbers::pi);
    percent.push_back(100 * shift);
    pixels.push_back(across * (0.5 * turn + shift));
    lens_pixels.push_back(c.lens.pixels(camera));
    lens.push_back(lens_pixels.back() / (0.5f * (camera.focal.x + camera.focal.y)));
    changes.push_back(change_of_grey(c));
    exposure.push_back(largest(changes.back()));
  }
  return {.degrees = upper_median(degrees),
          .percent = upper_median(percent),
          .pixels = upper_median(pixels),
          .lens_pixels = upper_median(lens_pixels),
          .lens = upper_median(lens),
          .exposure = upper_median(exposure),
          .own_exposure = own_change(views, changes)};
}

}  // namespace asrg
