#pragma once

#include "compress/report/curve.h"

#include <string>

namespace asrg {

/// Quality against bytes as SVG: PSNR, SSIM and, where it was measured, LPIPS, each over a logarithmic axis of bytes, points joined by a line.
/// Each point is a <g class="point"> whose data-* attributes are its numbers as curve_csv() writes them, with a <title> for whoever has no script.
/// @param embedded for within a page, which styles it; else a file of its own
std::string rate_plot(const Report& report, bool embedded);

}  // namespace asrg
