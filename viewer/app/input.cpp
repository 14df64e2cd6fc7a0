#include "viewer/app/input.h"

#include "viewer/app/actions.h"
#include "viewer/panels/panels.h"

#include <imgui.h>

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

void handle_mouse(Session& s, UiState& ui) {
  const ImGuiIO& io = ImGui::GetIO();
  const glm::ivec2 window(static_cast<int>(io.DisplaySize.x), static_cast<int>(io.DisplaySize.y));
  const glm::vec2 cursor(io.MousePos.x, io.MousePos.y), moved(io.MouseDelta.x, io.MouseDelta.y);
  const auto [low, high] = picture_places(s, io.DisplaySize).front();
  if (!ImGui::IsMouseDown(0)) ui.dragging_divider = false;
  if (io.WantCaptureMouse && !ui.dragging_divider) return;
  const float divider = low.x + s.display.divider * (high.x - low.x);
  if (s.display.compare == Compare::split && ImGui::IsMouseClicked(0) && std::abs(cursor.x - divider) < 9 * ui.scale)
    ui.dragging_divider = true;
  if (ui.dragging_divider) {
    s.display.divider = std::clamp((cursor.x - low.x) / std::max(1.0f, high.x - low.x), 0.0f, 1.0f);
    return;
  }
  const bool left = ImGui::IsMouseDragging(0, 2), middle = ImGui::IsMouseDragging(2, 2);
  if ((left || middle || io.MouseWheel != 0) && s.display.photo >= 0) s.show_photo(-1);
  const Columns columns = s.columns(window);
  if (middle || (left && io.KeyShift))
    s.camera.pan(moved, columns.size());
  else if (left)
    s.camera.orbit(moved);
  if (io.MouseWheel != 0) s.camera.zoom(io.MouseWheel, columns.within(cursor), columns.size());
  if (ImGui::IsMouseDoubleClicked(0)) s.pick_pivot(columns.within(cursor), columns.size());
}

void handle_keys(Session& s, UiState& ui) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.WantTextInput) return;
  for (const Action& a : actions())
    if (ImGui::IsKeyPressed(a.code, false) && io.KeyCtrl == a.control) a.run(s, ui, a.argument);
  ui.flicker = ImGui::IsKeyDown(GLFW_KEY_F);
  if (io.KeyCtrl) return;
  const auto axis = [](int plus, int minus) {
    return static_cast<float>(ImGui::IsKeyDown(plus)) - static_cast<float>(ImGui::IsKeyDown(minus));
  };
  const glm::vec3 flight(axis(GLFW_KEY_D, GLFW_KEY_A), axis(GLFW_KEY_E, GLFW_KEY_Q), axis(GLFW_KEY_W, GLFW_KEY_S));
  if (flight != glm::vec3(0)) s.camera.fly(0.7f * io.DeltaTime * flight);
}

}  // namespace

void handle_input(Session& session, UiState& ui) {
  handle_mouse(session, ui);
  handle_keys(session, ui);
}

}  // namespace asrg
