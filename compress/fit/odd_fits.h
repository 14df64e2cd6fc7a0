#pragma once

#include "compress/scene/scene.h"

#include <span>
#include <string>
#include <vector>

namespace asrg {

/// Photos that a fit shows far worse than the others (far_below). Without masks nothing tells before the fit that a camera is another photo's.
/// @param psnr one per training photo, dB; not finite: not known (Fit::photo_psnr)
/// @return indices, ascending; none where they are more than a fifth, or the photos fewer than least_photos
std::vector<std::size_t> odd_fits(std::span<const double> psnr);

/// A sentence on these photos, by name, with advice; empty where there are none.
std::string oddly_fitted(const Scene& scene, std::span<const double> psnr);

}  // namespace asrg
