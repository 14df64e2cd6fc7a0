#include "viewer/app/style.h"

#include <imgui.h>

#include <filesystem>

namespace asrg {

void apply_style(float scale) {
  ImGuiStyle& s = ImGui::GetStyle();
  s = ImGuiStyle();
  ImGui::StyleColorsDark();
  s.WindowRounding = 6;
  s.FrameRounding = 4;
  s.GrabRounding = 4;
  s.WindowBorderSize = 0;
  s.WindowPadding = {12, 10};
  s.FramePadding = {8, 4};
  s.ItemSpacing = {8, 6};
  ImVec4* c = s.Colors;
  const ImVec4 accent(0.24f, 0.55f, 0.75f, 1.0f), accent_dim(0.24f, 0.55f, 0.75f, 0.45f);
  c[ImGuiCol_WindowBg] = {0.08f, 0.09f, 0.10f, 0.86f};
  c[ImGuiCol_TitleBg] = c[ImGuiCol_TitleBgActive] = {0.10f, 0.12f, 0.14f, 0.95f};
  c[ImGuiCol_Button] = c[ImGuiCol_FrameBg] = {0.17f, 0.19f, 0.22f, 1.0f};
  c[ImGuiCol_ButtonHovered] = c[ImGuiCol_FrameBgHovered] = c[ImGuiCol_HeaderHovered] = accent_dim;
  c[ImGuiCol_ButtonActive] = c[ImGuiCol_FrameBgActive] = c[ImGuiCol_HeaderActive] = accent;
  c[ImGuiCol_Header] = accent_dim;
  c[ImGuiCol_CheckMark] = c[ImGuiCol_SliderGrab] = c[ImGuiCol_SliderGrabActive] = c[ImGuiCol_PlotLines] = {0.45f, 0.78f, 0.95f, 1.0f};
  s.ScaleAllSizes(scale);

  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.Fonts->Clear();
  io.FontGlobalScale = 1;
  for (const char* font : {"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/TTF/DejaVuSans.ttf",
                           "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"}) {
    std::error_code ignored;
    if (std::filesystem::exists(font, ignored) && io.Fonts->AddFontFromFileTTF(font, 15.0f * scale)) return;
  }
  io.Fonts->AddFontDefault();
  io.FontGlobalScale = scale;
}

}  // namespace asrg
