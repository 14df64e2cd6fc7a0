#pragma once

#include "compress/metrics/geometry_error.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asrg {

/// How close a picture is to a photo.
struct Scores {
  double psnr = 0, ssim = 0;
  std::optional<double> lpips;
};

struct ViewResult {
  std::string name;
  double psnr, ssim, milliseconds;
  std::optional<double> lpips;
  std::optional<Scores> aligned;           ///< with the view's camera and exposure put right by the model; nothing where that was not asked
  std::optional<GeometryErrors> geometry;  ///< nothing where there is no truth of this view
};

/// All that `asrg eval` finds out.
struct EvalReport {
  std::string dataset, split;
  int downscale = 1;
  std::string lpips_net;    ///< empty: not measured
  bool with_truth = false;  ///< normals and depths were measured
  double longest_edge = 0;  ///< of the model's box, world units
  int found_lenses = 0;     ///< views drawn with the lens that the fit found for their camera
  std::uintmax_t bytes = 0;
  std::vector<ViewResult> views;  ///< one at least
};

/// The means over views, and the median time.
struct EvalSummary {
  double psnr = 0, ssim = 0, milliseconds = 0;
  std::optional<double> lpips;
  std::optional<Scores> aligned;
};
EvalSummary summarise(const std::vector<ViewResult>& results);

nlohmann::json report_json(const EvalReport& report);
/// To standard output.
void print_report(const EvalReport& report);

}  // namespace asrg
