#include "compress/text/units.h"
#include "viewer/panels/panels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// Pairs of points to be joined by a line: models of the same sweep that are next to each other in size.
std::vector<std::pair<std::size_t, std::size_t>> sweep_lines(const Session& s, const std::vector<int>& model_of) {
  const auto model = [&](std::size_t i) -> const LoadedModel& { return s.models()[static_cast<std::size_t>(model_of[i])]; };
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < model_of.size(); ++i)
    if (model(i).swept) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(model(a).path.parent_path(), model(a).bytes) < std::pair(model(b).path.parent_path(), model(b).bytes);
  });
  std::vector<std::pair<std::size_t, std::size_t>> lines;
  for (std::size_t i = 1; i < order.size(); ++i)
    if (model(order[i - 1]).path.parent_path() == model(order[i]).path.parent_path()) lines.emplace_back(order[i - 1], order[i]);
  return lines;
}

}  // namespace

void plot_panel(Session& s, UiState& ui) {
  std::vector<SizeQuality> points;
  std::vector<int> model_of;
  for (int i = 0; i < static_cast<int>(s.models().size()); ++i) {
    const LoadedModel& m = s.models()[static_cast<std::size_t>(i)];
    if (!m.psnr) continue;
    points.push_back({m.bytes, *m.psnr, m.ssim});
    model_of.push_back(i);
  }
  if (points.empty()) return;
  const ImVec2 window = ImGui::GetIO().DisplaySize;
  if (window.x < 480 * ui.scale || window.y < 280 * ui.scale) return;  // in a small window it would hide the picture
  const float plot_width = std::clamp(0.5f * (window.x - panels_width * ui.scale), 150 * ui.scale, 360 * ui.scale);
  const ImVec2 size(plot_width, std::clamp(0.33f * window.y, 110 * ui.scale, 220 * ui.scale));
  ui.plot_size[0] = size.x + 12 * ui.scale;
  ui.plot_size[1] = size.y + 12 * ui.scale;
  ImGui::SetNextWindowPos({window.x - size.x - 12 * ui.scale, window.y - size.y - 12 * ui.scale}, ImGuiCond_Always);
  ImGui::SetNextWindowSize(size);
  ImGui::Begin("size and quality", &ui.plot, ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoNav);
  const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
  const ImVec2 low(at.x + 46 * ui.scale, at.y), high(at.x + room.x, at.y + room.y - 20 * ui.scale);
  const glm::vec2 extent(high.x - low.x, high.y - low.y);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const SizeQualityPlot plot(points);
  constexpr ImU32 grid = IM_COL32(255, 255, 255, 36), text = IM_COL32(190, 198, 205, 255);
  float last_label = -1e9f;
  for (const std::int64_t bytes : plot.byte_ticks()) {
    const float x = low.x + extent.x * plot.position({bytes, 0}).x;
    list.AddLine({x, low.y}, {x, high.y}, grid);
    const std::string name = bytes < 1000000 ? fmt::format("{} kB", bytes / 1000) : fmt::format("{} MB", bytes / 1000000);
    const float width = ImGui::CalcTextSize(name.c_str()).x;
    if (x - width / 2 < last_label + 6 * ui.scale || x + width / 2 > at.x + room.x) continue;
    list.AddText({x - width / 2, high.y + 3 * ui.scale}, text, name.c_str());
    last_label = x + width / 2;
  }
  float last_row = -1e9f;
  for (const double psnr : plot.psnr_ticks()) {
    const float y = low.y + extent.y * plot.position({1, psnr}).y;
    list.AddLine({low.x, y}, {high.x, y}, grid);
    if (std::abs(y - last_row) < ImGui::GetFontSize()) continue;
    list.AddText({at.x, y - ImGui::GetFontSize() / 2}, text, fmt::format("{:.0f} dB", psnr).c_str());
    last_row = y;
  }
  std::vector<glm::vec2> positions;
  for (const SizeQuality& p : points) positions.push_back(plot.position(p));
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  // In units of the frame's height along both axes, so that the radius within which a point is hit is a circle.
  std::vector<glm::vec2> places;
  for (const glm::vec2& p : positions) places.push_back(p * extent / extent.y);
  const int hovered = ImGui::IsWindowHovered()
                          ? SizeQualityPlot::hit(places, glm::vec2(mouse.x - low.x, mouse.y - low.y) / extent.y, 14 * ui.scale / extent.y)
                          : -1;
  for (const auto& [a, b] : sweep_lines(s, model_of)) {
    const auto place = [&](std::size_t i) { return ImVec2(low.x + extent.x * positions[i].x, low.y + extent.y * positions[i].y); };
    list.AddLine(place(a), place(b), IM_COL32(115, 199, 242, 150), 2 * ui.scale);
  }
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const ImVec2 p(low.x + extent.x * positions[i].x, low.y + extent.y * positions[i].y);
    const bool shown = model_of[i] == s.display.shown;
    list.AddCircleFilled(p, (shown ? 7.0f : 5.0f) * ui.scale, shown ? IM_COL32(255, 196, 84, 255) : IM_COL32(115, 199, 242, 255));
    if (hovered == static_cast<int>(i)) list.AddCircle(p, 10 * ui.scale, IM_COL32_WHITE, 0, 1.5f * ui.scale);
  }
  if (hovered >= 0) {
    const int model = model_of[static_cast<std::size_t>(hovered)];
    const LoadedModel& m = s.models()[static_cast<std::size_t>(model)];
    const std::string ssim = m.ssim ? fmt::format(", SSIM {:.4f}", *m.ssim) : "";
    ImGui::SetTooltip("%s", fmt::format("{}: {}, {:.2f} dB{}", m.name, format_bytes(m.bytes), *m.psnr, ssim).c_str());
    if (ImGui::IsMouseClicked(0)) s.show(model);
  }
  ImGui::End();
}

}  // namespace asrg
