#include "viewer/app/actions.h"
#include "viewer/panels/panels.h"

#include <algorithm>

namespace asrg {

void help_panel(UiState& ui) {
  const ImVec2 window = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({0.5f * window.x, 0.5f * window.y}, ImGuiCond_Appearing, {0.5f, 0.5f});
  ImGui::SetNextWindowSizeConstraints({0, 0}, {window.x, std::max(60 * ui.scale, window.y - 16 * ui.scale)});
  ImGui::Begin("keys and mouse", &ui.help, ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoNav);
  static constexpr const char* mouse[][2] = {{"left drag", "orbit"},
                                             {"middle drag, shift + drag", "pan"},
                                             {"wheel", "zoom towards the cursor"},
                                             {"double click", "turn about this point of the surface"},
                                             {"w a s d, q e", "fly"},
                                             {"f (hold)", "flicker: the other picture"}};
  if (ImGui::BeginTable("keys", 2)) {
    const auto row = [](const char* key, const char* help) {
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      ImGui::TextColored({0.45f, 0.78f, 0.95f, 1}, "%s", key);
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(help);
    };
    for (const auto& m : mouse) row(m[0], m[1]);
    for (const Action& a : actions())
      if (a.help) row(a.key, a.help);
    ImGui::EndTable();
  }
  ImGui::End();
}

}  // namespace asrg
