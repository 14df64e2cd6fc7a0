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

/// The largest change of R, G or B of a middle grey. Gain and offset may compensate for each other: what they do to black and white says little where
/// hardly any pixel is black or white.
double largest_change(const PhotoCorrection& c) {
  double largest = 0;
  for (int k = 0; k < 3; ++k) largest = std::max(largest, std::abs(0.5 * std::expm1(double{c.log_gain[k]}) + c.offset[k]));
  return largest;
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
  std::vector<double> degrees, percent, pixels, exposure;
  for (std::size_t i = 0; i < corrections.size(); ++i) {
    const PhotoCorrection& c = corrections[i];
    const Camera& camera = views[i].camera;
    const double turn = glm::length(c.rotation), shift = glm::length(c.shift);
    const double across = 0.5 * (camera.focal.x + camera.focal.y) * frame.longest /
                          std::max(glm::length(camera.position - frame.centre), 1e-3f * frame.longest);
    degrees.push_back(turn * 180 / std::numbers::pi);
    percent.push_back(100 * shift);
    pixels.push_back(across * (0.5 * turn + shift));
    exposure.push_back(largest_change(c));
  }
  return {.degrees = upper_median(degrees),
          .percent = upper_median(percent),
          .pixels = upper_median(pixels),
          .exposure = upper_median(exposure)};
}

}  // namespace asrg
