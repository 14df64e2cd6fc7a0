#include "viewer/panels/panels.h"

#include <algorithm>

namespace asrg {

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
  if (s.loading()) ImGui::ProgressBar(0.0f, {320 * ui.scale, 0}, s.loading_text().c_str());
  if (s.job && !s.job->done) {
    ImGui::ProgressBar(s.job->progress, {320 * ui.scale, 0}, s.job->what.c_str());
    ImGui::SameLine();
    if (ImGui::Button("stop")) s.job->stop = true;
  }
  ImGui::End();
}

}  // namespace asrg
