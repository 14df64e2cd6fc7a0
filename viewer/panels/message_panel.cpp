#include "viewer/panels/panels.h"

#include <algorithm>
#include <cmath>

namespace asrg {

namespace {

/// A progress bar for work without known progress: a short piece moves along it again and again.
void wandering_bar(const char* text, ImVec2 size) {
  const ImVec2 low = ImGui::GetCursorScreenPos(), high(low.x + size.x, low.y + size.y);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float rounding = ImGui::GetStyle().FrameRounding, piece = 0.25f * size.x;
  const float share = static_cast<float>(std::fmod(0.6 * ImGui::GetTime(), 1.0)), x = low.x - piece + share * (size.x + piece);
  list.AddRectFilled(low, high, ImGui::GetColorU32(ImGuiCol_FrameBg), rounding);
  list.AddRectFilled({std::max(x, low.x), low.y}, {std::min(x + piece, high.x), high.y}, ImGui::GetColorU32(ImGuiCol_PlotHistogram),
                     rounding);
  const ImVec2 extent = ImGui::CalcTextSize(text);
  list.PushClipRect(low, high, true);
  list.AddText({std::max(low.x + rounding, 0.5f * (low.x + high.x - extent.x)), 0.5f * (low.y + high.y - extent.y)},
               ImGui::GetColorU32(ImGuiCol_Text), text);
  list.PopClipRect();
  ImGui::Dummy(size);
}

/// Where the messages fit, pixels.
struct Room {
  float left, right, bottom;
};

/// The room between the panels at the left and the plot; above the plot where that is too narrow.
Room free_room(const Session& s, const UiState& ui, ImVec2 window) {
  const float edge = 12 * ui.scale;
  Room r{edge, window.x - edge - ui.plot_size[0], window.y - edge};
  r.left = std::max(r.left, static_cast<float>(kept_for_panels(s.display.margin, static_cast<int>(window.x))));
  if (r.right - r.left > 300 * ui.scale) return r;
  r.right = window.x - edge;
  if (window.y - ui.plot_size[1] > 0.4f * window.y) r.bottom = window.y - edge - ui.plot_size[1];
  return r;
}

}  // namespace

void message_panel(Session& s, UiState& ui) {
  const bool working = s.loading() || (s.job && !s.job->done);
  if (s.messages().empty() && !working) return;
  const ImVec2 window = ImGui::GetIO().DisplaySize;
  const Room room = free_room(s, ui, window);
  ImGui::SetNextWindowPos({0.5f * (room.left + room.right), room.bottom}, ImGuiCond_Always, {0.5f, 1});
  ImGui::Begin("messages", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoFocusOnAppearing);
  const float width = std::clamp(room.right - room.left - 2 * ImGui::GetStyle().WindowPadding.x, 100 * ui.scale, 560 * ui.scale);
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width);
  for (const std::string& m : s.messages()) ImGui::TextUnformatted(m.c_str());
  ImGui::PopTextWrapPos();
  if (!s.messages().empty() && ImGui::Button("close")) s.clear_messages();
  if (s.loading()) wandering_bar(s.loading_text().c_str(), {std::min(320 * ui.scale, width), ImGui::GetFrameHeight()});
  if (s.job && !s.job->done) {
    ImGui::ProgressBar(s.job->progress, {std::min(320 * ui.scale, width - 60 * ui.scale), 0}, s.job->what.c_str());
    ImGui::SameLine();
    if (ImGui::Button("stop")) s.job->stop = true;
  }
  ImGui::End();
}

}  // namespace asrg
