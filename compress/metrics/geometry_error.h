#pragma once

#include "compress/metrics/surface.h"

#include <cstddef>
#include <vector>

namespace asrg {

/// Pixels of at most this opacity show no surface of a model.
constexpr float surface_opacity = 0.5f;

/// The errors of a model's surface, over the pixels in which the true surface is seen.
struct GeometryErrors {
  std::vector<float>
      angles;  ///< per pixel with a surface of the model: between the normals, degrees; 90 where the model's normal is the zero vector
  std::vector<float> depths;  ///< per pixel with a surface of the model: absolute difference, world units
  std::size_t pixels = 0;     ///< pixels with a true surface
  std::size_t missing = 0;    ///< of these, pixels in which the model shows no surface

  void append(const GeometryErrors& more);
};

/// @param truth with an opacity above 0 where there is a true surface
/// @throws Error (arguments) where the sizes differ
GeometryErrors geometry_errors(const Surface& model, const Surface& truth);

/// Mean and median; NaN where there are no values.
struct MeanMedian {
  double mean = 0, median = 0;
};

/// The median of an even number of values is the mean of the middle two.
MeanMedian mean_and_median(std::vector<float> values);

}  // namespace asrg
