#include "compress/commands/command.h"
#include "viewer/panels/panels.h"

#include <fmt/format.h>

#include <algorithm>

namespace asrg {
namespace {

void label(ImDrawList& list, ImVec2 at, bool right, const std::string& text) {
  const ImVec2 size = ImGui::CalcTextSize(text.c_str());
  if (right) at.x -= size.x;
  list.AddRectFilled({at.x - 8, at.y - 4}, {at.x + size.x + 8, at.y + size.y + 4}, IM_COL32(0, 0, 0, 150), 4);
  list.AddText(at, IM_COL32(235, 240, 245, 255), text.c_str());
}

std::string model_label(const LoadedModel& m) {
  return m.psnr ? fmt::format("{}   {}   {:.2f} dB", m.name, format_bytes(m.bytes), *m.psnr) : fmt::format("{}   {}", m.name, format_bytes(m.bytes));
}

std::string photo_label(const Session& s) {
  const View& v = s.photos()[static_cast<std::size_t>(s.look.photo)];
  return fmt::format("photo {} of {}: {}", s.look.photo + 1, s.photos().size(), v.name);
}

void difference_scale(ImDrawList& list, ImVec2 at, const Session& s, float scale) {
  const float width = 160 * scale, height = 10 * scale;
  constexpr ImU32 dark = IM_COL32(0, 0, 4, 255), middle = IM_COL32(140, 41, 129, 255), light = IM_COL32(252, 253, 191, 255);
  list.AddRectFilledMultiColor(at, {at.x + width / 2, at.y + height}, dark, middle, middle, dark);
  list.AddRectFilledMultiColor({at.x + width / 2, at.y}, {at.x + width, at.y + height}, middle, light, light, middle);
  list.AddText({at.x, at.y + height + 2}, IM_COL32_WHITE, "0");
  const std::string end = fmt::format("{:.0f} of 255", s.look.difference_scale);
  list.AddText({at.x + width - ImGui::CalcTextSize(end.c_str()).x, at.y + height + 2}, IM_COL32_WHITE, end.c_str());
}

}  // namespace

PictureRectangle picture_rectangle(const Session& s, ImVec2 window) {
  if (s.look.photo < 0 || s.look.photo >= static_cast<int>(s.photos().size())) return {{0, 0}, window};
  const glm::vec2 size(s.photos()[static_cast<std::size_t>(s.look.photo)].camera.size);
  const float scale = std::min(window.x / size.x, window.y / size.y);
  const ImVec2 low(0.5f * (window.x - scale * size.x), 0.5f * (window.y - scale * size.y));
  return {low, {low.x + scale * size.x, low.y + scale * size.y}};
}

void picture_panel(const PictureTextures& t, Session& s, UiState& ui) {
  const ImVec2 window = ImGui::GetIO().DisplaySize;
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  if (t.picture.empty()) {
    const char* hint = s.loading() ? "loading ..." : "drop an .asrg file here, or press O";
    const ImVec2 size = ImGui::CalcTextSize(hint);
    list.AddText({0.5f * (window.x - size.x), 0.5f * (window.y - size.y)}, IM_COL32(200, 205, 210, 255), hint);
    return;
  }
  const auto [low, high] = picture_rectangle(s, window);
  const bool has_other = !t.other.empty() && (s.look.photo >= 0 || s.look.compare != Compare::off);
  const Compare mode = has_other ? (ui.flicker ? Compare::other : s.look.compare) : Compare::off;
  const std::string own = s.look.shown >= 0 ? model_label(s.models()[static_cast<std::size_t>(s.look.shown)]) : "";
  const std::string other = s.look.photo >= 0   ? photo_label(s)
                            : s.look.other >= 0 ? model_label(s.models()[static_cast<std::size_t>(s.look.other)])
                                                : "";
  const float y = low.y + 12 * ui.scale;
  const bool labels = !ui.presentation;
  switch (mode) {
    case Compare::off: list.AddImage(t.picture.id(), low, high); break;
    case Compare::other:
      list.AddImage(t.other.id(), low, high);
      if (labels) label(list, {high.x - 16, y}, true, other);
      break;
    case Compare::difference:
      list.AddImage(t.difference.empty() ? t.picture.id() : t.difference.id(), low, high);
      if (labels) {
        label(list, {high.x - 16, y}, true, fmt::format("difference: {} - {}", own, other));
        difference_scale(list, {high.x - 180 * ui.scale, y + 30 * ui.scale}, s, ui.scale);
      }
      break;
    case Compare::split: {
      const float x = low.x + s.look.divider * (high.x - low.x), u = s.look.divider;
      list.AddImage(t.other.id(), low, {x, high.y}, {0, 0}, {u, 1});
      list.AddImage(t.picture.id(), {x, low.y}, high, {u, 0}, {1, 1});
      // White within black: to be seen on any picture.
      const ImVec2 handle(x, 0.5f * (low.y + high.y));
      list.AddLine({x, low.y}, {x, high.y}, IM_COL32(0, 0, 0, 120), 4 * ui.scale);
      list.AddCircleFilled(handle, 8.5f * ui.scale, IM_COL32(0, 0, 0, 120));
      list.AddLine({x, low.y}, {x, high.y}, IM_COL32(255, 255, 255, 220), 2 * ui.scale);
      list.AddCircleFilled(handle, 7 * ui.scale, IM_COL32(255, 255, 255, 230));
      if (labels) {
        label(list, {x - 16, y}, true, other);
        label(list, {x + 16, y}, false, own);
      }
      break;
    }
  }
  if (labels && s.look.photo >= 0 && s.picture().psnr) {
    const std::string text = s.picture().ssim ? fmt::format("this view: {:.2f} dB, SSIM {:.4f}", *s.picture().psnr, *s.picture().ssim)
                                              : fmt::format("this view: {:.2f} dB", *s.picture().psnr);
    label(list, {high.x - 16, y + (mode == Compare::difference ? 64 : 30) * ui.scale}, true, text);
  }
}

}  // namespace asrg
