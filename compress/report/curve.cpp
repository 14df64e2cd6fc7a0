#include "compress/report/curve.h"

#include "compress/io/json_text.h"

#include <fmt/format.h>

#include <cmath>

namespace asrg {
namespace {

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + '"';
}

std::string known(double x, const char* format) { return std::isfinite(x) ? fmt::format(fmt::runtime(format), x) : ""; }

}  // namespace

std::string curve_csv(const Report& report) {
  std::string csv = "file,asked,bytes,psnr,ssim,lpips,cells,device_bytes,ms_per_frame,seconds\n";
  for (const ReportModel& m : report.models) {
    const EvalSummary s = summarise(m.measured.views);
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", quoted(m.file), m.asked > 0 ? std::to_string(m.asked) : "", m.bytes,
                       known(s.psnr, "{:.4f}"), known(s.ssim, "{:.5f}"), s.lpips ? known(*s.lpips, "{:.5f}") : "", m.cells, m.device_bytes,
                       known(s.milliseconds, "{:.2f}"), m.seconds > 0 ? fmt::format("{:.1f}", m.seconds) : "");
  }
  return csv;
}

nlohmann::json metrics_json(const Report& report) {
  nlohmann::json models = nlohmann::json::array();
  for (const ReportModel& m : report.models) {
    nlohmann::json levels = nlohmann::json::array();
    for (const LevelBytes& l : m.levels) {
      nlohmann::json level{{"octree", l.octree}};
      for (std::size_t g = 0; g < std::size(channel_groups); ++g) level[channel_groups[g].name] = l.group[g];
      levels.push_back(level);
    }
    nlohmann::json j = report_json(m.measured);
    j["file"] = m.file;
    j["asked"] = m.asked > 0 ? nlohmann::json(m.asked) : nlohmann::json(nullptr);
    j["cells"] = m.cells;
    j["device_bytes"] = m.device_bytes;
    j["seconds"] = m.seconds > 0 ? nlohmann::json(m.seconds) : nlohmann::json(nullptr);
    j["levels"] = levels;
    j["note"] = m.note;
    models.push_back(j);
  }
  return {{"format", "asrg-metrics"},
          {"version", 1},
          {"title", report.title},
          {"command", report.command},
          {"dataset", report.dataset.string()},
          {"settings", report.settings},
          {"notes", report.notes},
          {"models", models}};
}

}  // namespace asrg
