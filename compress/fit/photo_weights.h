#pragma once

#include "cuda/fit/patch_place.h"

#include <cstddef>
#include <span>
#include <vector>

namespace asrg {

/// A photo whose PSNR is so much below the photos' median does not fit them, dB: of good photos the worst is 7 below (compress/RESULTS.md).
constexpr double far_below = 7.5;
/// Of fewer photos nobody can say what is usual.
constexpr std::size_t least_photos = 10;

/// The mean squared error of each photo over those of its places from which a patch has been drawn; 0 where none has.
/// @param errors see FitState::place_errors
std::vector<double> photo_errors(std::span<const PatchPlace> places, std::span<const float> errors, std::size_t photos);

/// Photos that do not fit the others (their object moved, their camera or mask is wrong) have a much larger error than those: they count less, by the
/// fourth power of how often it exceeds that limit, as in iteratively reweighted least squares.
/// @param errors one per photo
/// @return one per photo, 0..1; below 1 where it does not fit
std::vector<float> photo_weights(std::span<const double> errors);

}  // namespace asrg
