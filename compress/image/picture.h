#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <array>
#include <vector>

namespace asrg {

/// Converts 0..1 to 0..255, rounded and clamped. @param channels how many, from the first on
ImageU8 to_8_bit(const ImageF& image, int channels);

/// A photo (RGBA, straight alpha) composited on a grey of 0..1. @return RGB, 0..1
ImageF compose(const ImageU8& rgba, float background);

/// Converts 0..255 to 0..1.
ImageF to_float(const ImageU8& image);

/// RGB pictures of one height side by side.
ImageU8 side_by_side(const std::vector<ImageU8>& pictures);

/// The colour scale of error_picture at equal distances, sRGB 0..255, linearly interpolated between them: from black through purple and orange
/// to pale yellow, evenly growing in brightness.
constexpr std::array<glm::vec3, 5> error_colours{{{0, 0, 4}, {81, 18, 124}, {183, 55, 121}, {252, 137, 97}, {252, 253, 191}}};

/// The absolute difference of two RGB pictures, mean over the channels, in `error_colours`: the first where they are equal, the last from
/// `full_scale` (0..255) on.
ImageU8 error_picture(const ImageU8& a, const ImageU8& b, float full_scale = 64);

}  // namespace asrg
