#pragma once

#include "compress/scene/scene.h"

#include <span>
#include <string>

namespace asrg {

/// A sentence on the photos that a fit shows far worse than the others, by name, with advice; empty where there are none. Without masks nothing tells before
/// the fit that a camera is another photo's.
/// @param psnr one per training photo, dB; NaN: not known (Fit::photo_psnr)
std::string oddly_fitted(const Scene& scene, std::span<const double> psnr);

}  // namespace asrg
