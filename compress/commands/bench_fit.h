#pragma once

#include "compress/fit/fit.h"

#include <nlohmann/json_fwd.hpp>

namespace asrg {

/// Fits a data set and measures speed: steps and samples per second, milliseconds by kernel, and the seconds after which the running PSNR over
/// the training rays first reached each whole dB. No file is written.
nlohmann::json bench_fit(Device& device, const Scene& scene, const FitOptions& options, bool quiet);

void print_fit_table(const nlohmann::json& result);

}  // namespace asrg
