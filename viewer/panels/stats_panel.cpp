#include "compress/text/units.h"
#include "viewer/panels/panels.h"

#include <fmt/format.h>

#include <algorithm>

namespace asrg {

void stats_panel(Session& s, UiState& ui) {
  const ImVec2 window = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({12 * ui.scale, window.y - 12 * ui.scale}, ImGuiCond_Always, {0, 1});
  ImGui::SetNextWindowSize({236 * ui.scale, 0});
  // At most 40 % of the window's height, so that enough is left for the tools.
  ImGui::SetNextWindowSizeConstraints({236 * ui.scale, 40 * ui.scale}, {236 * ui.scale, std::max(40 * ui.scale, 0.4f * window.y)});
  ImGui::Begin("statistics", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoFocusOnAppearing);
  const FrameResult& p = s.picture();
  ImGui::PlotLines("##frames", ui.frame_ms.data(), static_cast<int>(ui.frame_ms.size()), ui.frame % static_cast<int>(ui.frame_ms.size()),
                   nullptr, 0, 50, {212 * ui.scale, 34 * ui.scale});
  ImGui::PushTextWrapPos(0);
  const auto line = [](const std::string& text) { ImGui::TextUnformatted(text.c_str()); };
  line(fmt::format("window {:.0f} frames/s", ImGui::GetIO().Framerate));
  if (p.size.x > 0) {
    line(fmt::format("picture {}x{}{}", p.size.x, p.size.y, p.resolution.supersample > 1 ? ", 4 rays a pixel" : ""));
    line(fmt::format("{:.1f} ms, {:.1f} samples a ray", p.seconds * 1e3, p.statistics.samples_per_ray));
  }
  for (const auto& [name, seconds] : p.kernel_seconds) line(fmt::format("  {} {:.2f} ms", name, 1e3 * seconds));
  if (s.display.shown >= 0)
    line(fmt::format("file {}, memory {}", format_bytes(s.models()[static_cast<std::size_t>(s.display.shown)].bytes),
                     format_bytes(static_cast<std::int64_t>(s.render().bytes()))));
  line(s.render().device());
  line(ui.transport);
  ImGui::PopTextWrapPos();
  ui.stats_height = ImGui::GetWindowSize().y;
  ImGui::End();
}

}  // namespace asrg
