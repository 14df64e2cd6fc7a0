#include "compress/text/units.h"
#include "viewer/app/actions.h"
#include "viewer/panels/panels.h"
#include "viewer/session/numbered_file.h"

#include <fmt/format.h>

#include <algorithm>

namespace asrg {
namespace {

constexpr const char* layer_labels[] = {"final", "diffuse", "specular", "depth", "normals", "brick level", "steps", "opacity"};
constexpr const char* compare_labels[] = {"off", "split", "other", "difference", "side by side"};

void model_list(Session& s) {
  int closed = -1;
  for (int i = 0; i < static_cast<int>(s.models().size()); ++i) {
    const LoadedModel& m = s.models()[static_cast<std::size_t>(i)];
    ImGui::PushID(i);
    const float button = ImGui::CalcTextSize("x").x + 2 * ImGui::GetStyle().FramePadding.x;
    const ImVec2 size(std::max(1.0f, ImGui::GetContentRegionAvail().x - button - ImGui::GetStyle().ItemSpacing.x), 0);
    if (ImGui::Selectable(fmt::format("{}  {}", m.name, format_bytes(m.bytes)).c_str(), i == s.display.shown, 0, size)) s.show(i);
    if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", m.path.string().c_str());
    ImGui::SameLine();
    if (ImGui::SmallButton("x")) closed = i;
    if (ImGui::IsItemHovered()) ImGui::SetTooltip("close");
    ImGui::PopID();
  }
  s.close(closed);
}

void photo_tools(Session& s) {
  if (s.photos().empty()) return;
  ImGui::Separator();
  ImGui::Text("photos of %s", s.scene()->name.c_str());
  if (ImGui::Button("<")) s.next_photo(-1);
  ImGui::SameLine();
  if (ImGui::Button(">")) s.next_photo(1);
  ImGui::SameLine();
  if (s.display.photo < 0) {
    ImGui::TextDisabled("free camera");
  } else if (ImGui::Button("free camera")) {
    s.show_photo(-1);
  }
  if (ImGui::Button("measure PSNR, SSIM")) s.measure_models();
}

void view_tools(Session& s, UiState& ui) {
  ImGui::Separator();
  ImGui::TextUnformatted("saved views (Ctrl saves)");
  for (int i = 0; i < 9; ++i) {
    if (i % 5) ImGui::SameLine();
    const bool known = s.views[static_cast<std::size_t>(i)].has_value();
    if (!known) ImGui::PushStyleVar(ImGuiStyleVar_Alpha, 0.45f);
    if (ImGui::Button(std::to_string(i + 1).c_str())) {
      if (ImGui::GetIO().KeyCtrl)
        s.save_view(i);
      else
        s.recall_view(i);
    }
    if (!known) ImGui::PopStyleVar();
  }
  if (ImGui::Button("export views")) s.export_views(numbered_file("asrg-views", ".json"));
  ImGui::SameLine();
  if (ImGui::Button("import")) ui.files = true;
}

void output_tools(Session& s, UiState& ui) {
  ImGui::Separator();
  ImGui::SetNextItemWidth(-1);
  ImGui::InputInt2("##size", ui.picture_size);
  for (int& n : ui.picture_size) n = std::clamp(n, 16, 8192);
  if (ImGui::Button("picture")) run_action("f12", s, ui);
  ImGui::SameLine();
  ImGui::Checkbox("transparent", &ui.transparent_picture);
  if (ImGui::IsItemHovered()) ImGui::SetTooltip("off: as in the window, with background, surroundings and outlines");
  if (ImGui::Button("turntable mp4")) run_action("f10", s, ui);
}

}  // namespace

void tools_panel(Session& s, UiState& ui) {
  ImGui::SetNextWindowPos({12 * ui.scale, 12 * ui.scale}, ImGuiCond_Always);
  ImGui::SetNextWindowSize({236 * ui.scale, 0});
  // As high as the room above the statistics; the rest is scrolled.
  const float most = ImGui::GetIO().DisplaySize.y - (ui.stats ? 36 * ui.scale + ui.stats_height : 24 * ui.scale);
  ImGui::SetNextWindowSizeConstraints({236 * ui.scale, 60 * ui.scale}, {236 * ui.scale, most > 60 * ui.scale ? most : 60 * ui.scale});
  ImGui::Begin("tools", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoNav);
  if (ImGui::Button("open")) ui.files = !ui.files;
  ImGui::SameLine();
  if (ImGui::Button("reset view")) {
    s.display.photo = -1;
    s.camera.reset();
  }
  ImGui::SameLine();
  if (ImGui::Button("?")) ui.help = !ui.help;
  model_list(s);
  ImGui::Separator();
  ImGui::SetNextItemWidth(-70 * ui.scale);
  int layer = static_cast<int>(s.display.layer);
  if (ImGui::Combo("layer", &layer, layer_labels, IM_ARRAYSIZE(layer_labels))) s.display.layer = static_cast<Layer>(layer);
  ImGui::SetNextItemWidth(-70 * ui.scale);
  int mode = static_cast<int>(s.display.compare);
  if (ImGui::Combo("compare", &mode, compare_labels, IM_ARRAYSIZE(compare_labels))) s.display.compare = static_cast<Compare>(mode);
  if (s.display.compare == Compare::difference || s.display.compare == Compare::side_by_side) {
    ImGui::SetNextItemWidth(-70 * ui.scale);
    ImGui::SliderFloat("scale", &s.display.difference_scale, 4, 255, "%.0f", ImGuiSliderFlags_Logarithmic);
  }
  ImGui::SetNextItemWidth(-70 * ui.scale);
  ImGui::SliderFloat("stops", &s.display.exposure, -3, 3, "%+.1f");
  if (s.display.shown >= 0 && s.models()[static_cast<std::size_t>(s.display.shown)].model->topology.lattice.surroundings)
    ImGui::Checkbox("surroundings", &s.display.surroundings);
  ImGui::Checkbox("own background", &s.settings.own_background);
  if (s.settings.own_background) {
    ImGui::SameLine();
    ImGui::ColorEdit3("##background", s.settings.background, ImGuiColorEditFlags_NoInputs);
  }
  ImGui::Checkbox("brick outlines", &s.display.bricks);
  ImGui::Checkbox("turntable", &s.display.turntable);
  ImGui::SameLine();
  ImGui::SetNextItemWidth(-1);
  ImGui::SliderFloat("##speed", &s.settings.turntable_speed, -90, 90, "%.0f deg/s");
  photo_tools(s);
  view_tools(s, ui);
  output_tools(s, ui);
  ImGui::End();
}

}  // namespace asrg
