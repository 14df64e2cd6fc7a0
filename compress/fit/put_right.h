#pragma once

#include "compress/scene/scene.h"
#include "cuda/fit/photo_correction.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// Does a fit correct poses, or exposure, of its photos? `automatic`: it begins to, and keeps to it if the corrections turn out to be large enough.
enum class PutRight : std::int32_t { off, on, automatic };

/// "off", "on", "auto".
std::vector<std::string> put_right_names();
/// @throws Error (arguments) where it is none of "off", "on", "auto"
PutRight put_right_of_name(const std::string& name);
const char* put_right_name(PutRight p);

/// How large the corrections of photos are: medians over the photos.
struct CorrectionSummary {
  double degrees = 0;      ///< angle by which cameras were turned about the object
  double percent = 0;      ///< length by which they were shifted, per cent of the box's longest edge
  double pixels = 0;       ///< upper bound of how far the two move the object in the photos
  double lens_pixels = 0;  ///< how far the change of lenses moves what photos show (see LensChange::pixels)
  double lens = 0;         ///< the same in focal lengths
  double exposure = 0;     ///< largest change of R, G or B of a middle grey, as a share of white
  /// The same of that part of the change which photos taken from nearby do not share. What they share is how the light falls on the object from there, which
  /// belongs to the model: photos from between them will show it, too.
  double own_exposure = 0;
};

/// @param corrections one per view, or none
CorrectionSummary summarise(std::span<const View> views, std::span<const PhotoCorrection> corrections, const CorrectionFrame& frame);

/// Smaller corrections are noise, or highlights that were taken for exposure: without them the fit is better (compress/RESULTS.md).
constexpr double least_pixels = 0.5, least_lens_pixels = 0.5, least_lens = 1.5e-3, least_own_exposure = 0.025;

}  // namespace asrg
