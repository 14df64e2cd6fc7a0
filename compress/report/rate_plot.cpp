#include "compress/report/rate_plot.h"

#include "compress/text/html.h"
#include "compress/text/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

namespace asrg {
namespace {

// A panel, in the plot's own units: the whole of it, and the frame within.
constexpr double panel_width = 360, panel_height = 270, left = 52, right = 14, top = 30, bottom = 40;

constexpr const char* style =
    "text{font:12px system-ui,sans-serif;fill:#444}.name{font-weight:600;fill:#111}.frame{fill:none;stroke:#999}.grid{stroke:#e4e4e4}"
    ".line{fill:none;stroke:#1d6fa5;stroke-width:2}.point circle{fill:#1d6fa5;stroke:#fff;stroke-width:1.5}";

/// An axis of one panel: values to places between 0 and 1.
struct Axis {
  double low = 0, high = 1;
  double at(double value) const { return (value - low) / (high - low); }
};

Axis around(std::vector<double> values, double margin, double least) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double room = std::max(margin * (*high - *low), least);
  return {*low - room, *high + room};
}

/// Round numbers within an axis, about five.
std::vector<double> ticks(const Axis& axis) {
  const double raw = (axis.high - axis.low) / 5, power = std::pow(10.0, std::floor(std::log10(raw)));
  const double step = (raw > 5 * power ? 10 : raw > 2 * power ? 5 : raw > power ? 2 : 1) * power;
  std::vector<double> found;
  for (double i = std::ceil(axis.low / step); i * step <= axis.high; ++i) found.push_back(i * step);
  return found;
}

/// 1, 2 and 5 times powers of ten within an axis of log10(bytes).
std::vector<double> byte_ticks(const Axis& axis) {
  std::vector<double> found;
  for (int power = 0; power < 15; ++power)
    for (const double digit : {1.0, 2.0, 5.0})
      if (const double x = std::log10(digit) + power; x >= axis.low && x <= axis.high) found.push_back(digit * std::pow(10.0, power));
  return found;
}

std::string byte_name(double bytes) {
  return bytes < 1e3   ? fmt::format("{:.0f} B", bytes)
         : bytes < 1e6 ? fmt::format("{:.0f} kB", bytes / 1e3)
                       : fmt::format("{:.0f} MB", bytes / 1e6);
}

/// One measure of all models.
struct Measure {
  const char* name;
  const char* key;
  const char* format;  ///< as in the CSV
  const char* label;   ///< of a tick
  double least_room;   ///< above and below the points
  std::function<std::optional<double>(const EvalSummary&)> value;
};

std::string point_text(const ReportModel& m, const EvalSummary& s) {
  return fmt::format("{}: {} ({} bytes), {:.2f} dB, SSIM {:.4f}{}", m.name, format_bytes(m.bytes), m.bytes, s.psnr, s.ssim,
                     s.lpips ? fmt::format(", LPIPS {:.4f}", *s.lpips) : "");
}

std::string panel(const Report& report, const Measure& measure, double x0) {
  std::vector<double> bytes, values;
  std::vector<const ReportModel*> models;
  for (const ReportModel& m : report.models) {
    const auto value = measure.value(summarise(m.measured.views));
    if (!value || !std::isfinite(*value)) continue;
    models.push_back(&m);
    bytes.push_back(std::log10(static_cast<double>(m.bytes)));
    values.push_back(*value);
  }
  if (models.empty()) return "";
  const Axis across = around(bytes, 0.08, 0.1), up = around(values, 0.12, measure.least_room);
  const double width = panel_width - left - right, height = panel_height - top - bottom;
  const auto px = [&](double b) { return x0 + left + across.at(b) * width; };
  const auto py = [&](double v) { return top + (1 - up.at(v)) * height; };
  std::string svg = fmt::format("<text class=\"name\" x=\"{:.1f}\" y=\"18\">{}</text>", x0 + left, measure.name);
  double label_end = -1e9;
  for (const double b : byte_ticks(across)) {
    const double x = px(std::log10(b));
    svg += fmt::format("<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>", x, top, top + height);
    const std::string name = byte_name(b);
    const double half = 3.6 * static_cast<double>(name.size());
    if (x - half < label_end || x + half > x0 + panel_width) continue;
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>", x, top + height + 18, name);
    label_end = x + half + 6;
  }
  for (const double v : ticks(up)) {
    const double y = py(v);
    svg +=
        fmt::format("<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{1:.1f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>", x0 + left, x0 + left + width, y);
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", x0 + left - 6, y + 4,
                       fmt::format(fmt::runtime(measure.label), v));
  }
  svg += fmt::format("<rect class=\"frame\" x=\"{:.1f}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", x0 + left, top, width, height);
  std::string line;
  for (std::size_t i = 0; i < models.size(); ++i) line += fmt::format("{:.1f},{:.1f} ", px(bytes[i]), py(values[i]));
  svg += fmt::format("<polyline class=\"line\" points=\"{}\"/>", line);
  for (std::size_t i = 0; i < models.size(); ++i) {
    const std::string text = html_escaped(point_text(*models[i], summarise(models[i]->measured.views)));
    svg += fmt::format(
        "<g class=\"point\" tabindex=\"0\" data-measure=\"{}\" data-file=\"{}\" data-bytes=\"{}\" data-value=\"{}\" data-text=\"{}\">"
        "<title>{}</title><circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\"/></g>",
        measure.key, html_escaped(models[i]->file), models[i]->bytes, fmt::format(fmt::runtime(measure.format), values[i]), text, text,
        px(bytes[i]), py(values[i]));
  }
  svg +=
      fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">bytes of the file</text>", x0 + left + width / 2, panel_height - 6);
  return svg;
}

}  // namespace

std::string rate_plot(const Report& report, bool embedded) {
  const Measure measures[] = {
      {"PSNR, dB (larger is better)", "psnr", "{:.4f}", "{:.4g}", 0.2, [](const EvalSummary& s) { return std::optional(s.psnr); }},
      {"SSIM (larger is better)", "ssim", "{:.5f}", "{:.4g}", 0.001, [](const EvalSummary& s) { return std::optional(s.ssim); }},
      {"LPIPS (smaller is better)", "lpips", "{:.5f}", "{:.3g}", 0.001, [](const EvalSummary& s) { return s.lpips; }}};
  std::vector<std::string> panels;
  for (const Measure& m : measures)
    if (std::string svg = panel(report, m, embedded ? 0 : static_cast<double>(panels.size()) * panel_width); !svg.empty())
      panels.push_back(std::move(svg));
  std::string result;
  for (std::size_t i = 0; embedded && i < panels.size(); ++i)
    result += fmt::format("<svg class=\"plot\" viewBox=\"0 0 {} {}\" role=\"img\">{}</svg>\n", panel_width, panel_height, panels[i]);
  if (embedded) return result;
  result = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\"><style>{2}</style>"
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
      panel_width * static_cast<double>(std::max<std::size_t>(1, panels.size())), panel_height, style);
  for (const std::string& p : panels) result += p;
  return result + "</svg>\n";
}

}  // namespace asrg
