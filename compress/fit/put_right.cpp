#include "compress/fit/put_right.h"

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

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// By how much R, G or B of a middle grey changes at most. (Gain and offset, which make up for each other, say little of what is black or white where
/// hardly anything is.)
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
  return {.degrees = median(degrees), .percent = median(percent), .pixels = median(pixels), .exposure = median(exposure)};
}

}  // namespace asrg
