#pragma once

#include "cuda/fit/patch_kernel.h"
#include "cuda/grid/topology.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

namespace asrg::test {

// The fit's forward pass in double precision, written for clarity: its central differences are compared with the hand-written gradients.

using Corners = std::vector<std::array<double, 8>>;
using Colour = std::array<double, 3>;

Corners to_double(const std::vector<Channels>& values);
std::vector<double> to_double(const ShaderWeights& weights);

/// The position of one sample along a ray; it does not depend on the grid's values.
struct SamplePlace {
  std::array<std::int32_t, 8> corners;
  std::array<double, 8> weights;
  double length;  ///< of its segment, in reference lengths
  double t;       ///< in units of the grid's longest edge
};

/// The places of a ray that forward_ray recorded with sampling distance `step` (cells).
std::vector<SamplePlace> sample_places(const Topology& topology, const SampleRecord* records, int count, float step);

struct RayReference {
  std::array<double, 8> sum{};  ///< opacity, then composited channels
  double distortion = 0;        ///< sum over pairs of w_i w_j |t_i - t_j|
};

RayReference composite(std::span<const SamplePlace> places, const Corners& values);

struct ShadingReference {
  Colour mlp{}, lobes{};
};

/// The view-dependent colour. @param weights ShaderWeights::count numbers
ShadingReference shade(const std::vector<double>& weights, const std::array<double, 8>& composite, glm::vec3 direction);

/// The colour of highlights, see FORMAT.md, section 7. @param map 12 numbers per texel
Colour shade_highlights(const std::vector<double>& map, const std::array<double, 8>& composite, glm::vec3 direction);

double huber_penalty(double r, double delta);

/// Mean SSIM over RGB and the positions of a uniform 7x7 window in a patch of 8x8.
double mean_ssim(std::span<const Colour> x, std::span<const Colour> y);

template <class Function>
double central_difference(double& x, double h, Function&& f) {
  const double old = x;
  x = old + h;
  const double up = f();
  x = old - h;
  const double down = f();
  x = old;
  return (up - down) / (2 * h);
}

/// Collects pairs of slopes and gives their differences: relative to the numeric slope, or to a hundredth of the largest one where it is tiny.
class SlopeComparison {
 public:
  void add(double analytic, double numeric) { pairs_.push_back({analytic, numeric}); }
  std::size_t count() const { return pairs_.size(); }
  double largest() const {
    double most = 0;
    for (const auto& p : pairs_) most = std::max(most, std::abs(p.numeric));
    return most;
  }
  /// @param share 1: the largest difference; 0.95: the 95 % quantile
  double error(double share) const {
    std::vector<double> errors;
    for (const auto& p : pairs_) errors.push_back(std::abs(p.analytic - p.numeric) / std::max(std::abs(p.numeric), 0.01 * largest()));
    std::sort(errors.begin(), errors.end());
    return errors[static_cast<std::size_t>(share * static_cast<double>(errors.size() - 1))];
  }

 private:
  struct Pair {
    double analytic, numeric;
  };
  std::vector<Pair> pairs_;
};

}  // namespace asrg::test
