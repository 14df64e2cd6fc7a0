#include "viewer/panels/panels.h"

#include <algorithm>
#include <cmath>

namespace asrg {

namespace {

/// For what does not tell how far it is: a piece of the bar wanders.
void wandering_bar(const char* text, ImVec2 size) {
  const ImVec2 low = ImGui::GetCursorScreenPos(), high(low.x + size.x, low.y + size.y);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float rounding = ImGui::GetStyle().FrameRounding, piece = 0.25f * size.x;
  const float share = static_cast<float>(std::fmod(0.6 * ImGui::GetTime(), 1.0)), x = low.x - piece + share * (size.x + piece);
  list.AddRectFilled(low, high, ImGui::GetColorU32(ImGuiCol_FrameBg), rounding);
  list.AddRectFilled({std::max(x, low.x), low.y}, {std::min(x + piece, high.x), high.y}, ImGui::GetColorU32(ImGuiCol_PlotHistogram), rounding);
  const ImVec2 extent = ImGui::CalcTextSize(text);
  list.PushClipRect(low, high, true);
  list.AddText({std::max(low.x + 4, 0.5f * (low.x + high.x - extent.x)), 0.5f * (low.y + high.y - extent.y)}, ImGui::GetColorU32(ImGuiCol_Text), text);
  list.PopClipRect();
  ImGui::Dummy(size);
}

}  // namespace

void message_panel(Session& s, UiState& ui) {
  const bool working = s.loading() || (s.job && !s.job->done);
  if (s.messages().empty() && !working) return;
  const ImVec2 window = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({0.5f * window.x, window.y - 16 * ui.scale}, ImGuiCond_Always, {0.5f, 1});
  ImGui::SetNextWindowSizeConstraints({200 * ui.scale, 0}, {std::max(220 * ui.scale, window.x - 40 * ui.scale), 10000});
  ImGui::Begin("messages", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::PushTextWrapPos(560 * ui.scale);
  for (const std::string& m : s.messages()) ImGui::TextUnformatted(m.c_str());
  ImGui::PopTextWrapPos();
  if (!s.messages().empty() && ImGui::Button("close")) s.clear_messages();
  if (s.loading()) wandering_bar(s.loading_text().c_str(), {320 * ui.scale, ImGui::GetFrameHeight()});
  if (s.job && !s.job->done) {
    ImGui::ProgressBar(s.job->progress, {320 * ui.scale, 0}, s.job->what.c_str());
    ImGui::SameLine();
    if (ImGui::Button("stop")) s.job->stop = true;
  }
  ImGui::End();
}

}  // namespace asrg
