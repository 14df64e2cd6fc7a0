#pragma once

#include "compress/metrics/surface.h"

#include <cstddef>
#include <vector>

namespace asrg {

/// At which opacity and below a model shows no surface.
constexpr float surface_opacity = 0.5f;

/// How far a model's surface is from the true one, over the pixels where there is a true one: `pixels` of them. In `missing` of these the
/// model shows no surface; the others are measured.
struct GeometryErrors {
  std::vector<float> angles;  ///< between the normals, degrees; 90 where the model's has no direction
  std::vector<float> depths;  ///< absolute differences, world units
  std::size_t pixels = 0, missing = 0;

  void append(const GeometryErrors& more);
};

/// @param truth has opacity above 0 where there is a true surface
/// @throws Error (arguments) where the sizes differ
GeometryErrors geometry_errors(const Surface& model, const Surface& truth);

/// Of no values: not a number.
struct MeanMedian {
  double mean = 0, median = 0;
};

/// The median of an even number of values is the mean of the middle two.
MeanMedian mean_and_median(std::vector<float> values);

}  // namespace asrg
