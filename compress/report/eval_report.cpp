#include "compress/report/eval_report.h"

#include "compress/io/json_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace asrg {
namespace {

using nlohmann::json;

/// The errors of all views' pixels together.
struct Geometry {
  GeometryErrors errors;
  int views = 0;
};

Geometry geometry_of_all(const std::vector<ViewResult>& results) {
  Geometry all;
  for (const ViewResult& r : results)
    if (r.geometry) {
      all.errors.append(*r.geometry);
      ++all.views;
    }
  return all;
}

double missing_share(const GeometryErrors& e) { return static_cast<double>(e.missing) / static_cast<double>(e.pixels); }

json optional_json(const std::optional<double>& x) { return x ? json(*x) : json(nullptr); }

json scores_json(const std::optional<Scores>& s) {
  if (!s) return nullptr;
  return {{"psnr", finite_json(s->psnr)}, {"ssim", s->ssim}, {"lpips", optional_json(s->lpips)}};
}

json geometry_json(const GeometryErrors& e, double longest_edge) {
  const MeanMedian angle = mean_and_median(e.angles), depth = mean_and_median(e.depths);
  const double percent = 100.0 / longest_edge;
  return {{"normal_mean_degrees", finite_json(angle.mean)},
          {"normal_median_degrees", finite_json(angle.median)},
          {"depth_mean", finite_json(depth.mean)},
          {"depth_median", finite_json(depth.median)},
          {"depth_mean_percent", finite_json(depth.mean * percent)},
          {"depth_median_percent", finite_json(depth.median * percent)},
          {"pixels", e.pixels},
          {"missing", finite_json(missing_share(e))}};
}

void print_geometry(const Geometry& all, double longest_edge) {
  const GeometryErrors& e = all.errors;
  if (!e.angles.empty()) {
    const MeanMedian angle = mean_and_median(e.angles), depth = mean_and_median(e.depths);
    const double percent = 100.0 / longest_edge;
    fmt::print("normals: off by {:.2f} degrees (mean), {:.2f} (median)\n", angle.mean, angle.median);
    fmt::print("depth: off by {:.3g} (mean), {:.3g} (median): {:.2f} % and {:.2f} % of the box's longest edge\n", depth.mean, depth.median,
               depth.mean * percent, depth.median * percent);
  }
  if (e.pixels == 0)
    fmt::print("the true object is not seen in any pixel of {} views\n", all.views);
  else
    fmt::print("missing in the model: {:.2f} % of {} true pixels in {} views\n", 100 * missing_share(e), e.pixels, all.views);
}

}  // namespace

EvalSummary summarise(const std::vector<ViewResult>& results) {
  EvalSummary s;
  std::vector<double> ms;
  double lpips = 0;
  const double n = static_cast<double>(results.size());
  for (const ViewResult& r : results) {
    s.psnr += r.psnr / n;
    s.ssim += r.ssim / n;
    lpips += r.lpips.value_or(0) / n;
    ms.push_back(r.milliseconds);
  }
  if (results.front().lpips) s.lpips = lpips;
  if (results.front().aligned) {
    Scores& a = s.aligned.emplace();
    for (const ViewResult& r : results) {
      a.psnr += r.aligned->psnr / n;
      a.ssim += r.aligned->ssim / n;
      if (r.aligned->lpips) a.lpips = a.lpips.value_or(0) + *r.aligned->lpips / n;
    }
  }
  const auto middle = ms.begin() + static_cast<std::ptrdiff_t>(ms.size() / 2);
  std::nth_element(ms.begin(), middle, ms.end());
  s.milliseconds = *middle;
  return s;
}

json report_json(const EvalReport& report) {
  json views = json::array();
  for (const ViewResult& r : report.views)
    views.push_back({{"name", r.name},
                     {"psnr", finite_json(r.psnr)},
                     {"ssim", r.ssim},
                     {"lpips", optional_json(r.lpips)},
                     {"ms", r.milliseconds},
                     {"aligned", scores_json(r.aligned)},
                     {"truth", r.geometry ? geometry_json(*r.geometry, report.longest_edge) : json(nullptr)}});
  const EvalSummary s = summarise(report.views);
  const Geometry all = geometry_of_all(report.views);
  json truth = nullptr;
  if (report.with_truth) {
    truth = geometry_json(all.errors, report.longest_edge);
    truth["views"] = all.views;
    truth["box_longest_edge"] = report.longest_edge;
  }
  return {{"dataset", report.dataset},
          {"split", report.split},
          {"downscale", report.downscale},
          {"psnr", finite_json(s.psnr)},
          {"ssim", s.ssim},
          {"lpips", optional_json(s.lpips)},
          {"lpips_net", report.lpips_net.empty() ? json(nullptr) : json(report.lpips_net)},
          {"found_lenses", report.found_lenses},
          {"bytes", report.bytes},
          {"views", report.views.size()},
          {"ms_per_frame", s.milliseconds},
          {"aligned", scores_json(s.aligned)},
          {"truth", truth},
          {"per_view", views}};
}

void print_report(const EvalReport& report) {
  fmt::print("{:<28} {:>8} {:>8} {:>8} {:>8}\n", "view", "PSNR/dB", "SSIM", "LPIPS", "ms");
  const auto row = [](const std::string& name, double p, double s, std::optional<double> l, double ms) {
    fmt::print("{:<28} {:>8.2f} {:>8.4f} {:>8} {:>8.1f}\n", name, p, s, l ? fmt::format("{:.4f}", *l) : "-", ms);
  };
  for (const ViewResult& r : report.views) row(r.name, r.psnr, r.ssim, r.lpips, r.milliseconds);
  const EvalSummary s = summarise(report.views);
  row(fmt::format("mean of {} views (ms: median)", report.views.size()), s.psnr, s.ssim, s.lpips, s.milliseconds);
  if (s.aligned) row("with cameras and exposure aligned", s.aligned->psnr, s.aligned->ssim, s.aligned->lpips, s.milliseconds);
  if (report.found_lenses > 0)
    fmt::print("{} views with the lens that the fit found for their camera, from other photos\n", report.found_lenses);
  if (!report.lpips_net.empty()) fmt::print("LPIPS v0.1, net {}\n", report.lpips_net);
  if (report.with_truth) print_geometry(geometry_of_all(report.views), report.longest_edge);
  fmt::print("{} bytes\n", report.bytes);
}

}  // namespace asrg
