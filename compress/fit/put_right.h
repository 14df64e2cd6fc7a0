#pragma once

#include "compress/scene/scene.h"
#include "cuda/fit/photo_correction.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// Does a fit put something about its photos right? `automatic`: it begins to, and goes on where the photos say that it is needed.
enum class PutRight : std::int32_t { off, on, automatic };

/// "off", "on", "auto".
std::vector<std::string> put_right_names();
/// @throws Error (arguments) where it is none of "off", "on", "auto"
PutRight put_right_of_name(const std::string& name);
const char* put_right_name(PutRight p);

/// How much was put right: medians over the photos.
struct CorrectionSummary {
  double degrees = 0;   ///< by which cameras were turned about the object
  double percent = 0;   ///< of the box's longest edge, by which they were shifted
  double pixels = 0;    ///< by which the two move the object in the photos, at most
  double exposure = 0;  ///< by which R, G or B of a middle grey changes at most, as a share of white
};

/// @param corrections one a view, or none
CorrectionSummary summarise(std::span<const View> views, std::span<const PhotoCorrection> corrections, const CorrectionFrame& frame);

/// Corrections below these are noise, or take highlights for exposure: cameras and exposure are then better taken as they are (compress/RESULTS.md).
constexpr double least_pixels = 0.5, least_exposure = 0.035;

}  // namespace asrg
