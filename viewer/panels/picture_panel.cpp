#include "compress/text/units.h"
#include "viewer/panels/labels.h"
#include "viewer/panels/panels.h"

#include <fmt/format.h>

#include <algorithm>

namespace asrg {
namespace {

ImVec2 at(glm::vec2 p) { return {p.x, p.y}; }

using Parts = std::vector<std::string>;

Parts model_label(const Session& s, int model) {
  if (model < 0) return {};
  const LoadedModel& m = s.models()[static_cast<std::size_t>(model)];
  Parts parts{m.name, format_bytes(m.bytes)};
  if (m.psnr) parts.push_back(fmt::format("{:.2f} dB", *m.psnr));
  if (m.ssim) parts.push_back(fmt::format("SSIM {:.4f}", *m.ssim));
  return parts;
}

Parts photo_label(const Session& s, const View& photo) {
  Parts parts{fmt::format("photo {} of {}", s.display.photo + 1, s.photos().size()), photo.name};
  if (const auto seen = s.photo_was_fitted()) parts.emplace_back(*seen ? "seen in the fit" : "unseen");
  return parts;
}

Parts measured(const FrameResult& picture) {
  Parts parts{"this view:", fmt::format("{:.2f} dB", *picture.psnr)};
  if (picture.ssim) parts.push_back(fmt::format("SSIM {:.4f}", *picture.ssim));
  return parts;
}

Parts joined(Parts a, const Parts& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// A text in place of a picture that is not there yet.
void hint(ImDrawList& list, ImVec2 window, const Session& s) {
  std::string text = s.display.shown >= 0 ? "drawing ..." : s.loading() ? "loading ..." : "drop an .asrg file here, or press O";
  if (s.display.shown < 0 && !s.loading() && !s.waiting_dataset().empty()) text = "the photos wait for a model: " + text;
  const ImVec2 size = ImGui::CalcTextSize(text.c_str());
  const auto left = static_cast<float>(kept_for_panels(s.display.margin, static_cast<int>(window.x)));
  list.AddText({0.5f * (left + window.x - size.x), 0.5f * (window.y - size.y)}, IM_COL32(200, 205, 210, 255), text.c_str());
}

/// White with a dark outline, so that it is visible on any picture.
void draw_divider(ImDrawList& list, Rectangle r, float x, float scale) {
  const ImVec2 handle(x, 0.5f * (r.low.y + r.high.y));
  list.AddLine({x, r.low.y}, {x, r.high.y}, IM_COL32(0, 0, 0, 120), 4 * scale);
  list.AddCircleFilled(handle, 8.5f * scale, IM_COL32(0, 0, 0, 120));
  list.AddLine({x, r.low.y}, {x, r.high.y}, IM_COL32(255, 255, 255, 220), 2 * scale);
  list.AddCircleFilled(handle, 7 * scale, IM_COL32(255, 255, 255, 230));
}

}  // namespace

std::vector<Rectangle> picture_places(const Session& s, ImVec2 window) {
  const View* photo = s.photo();
  return s.columns({static_cast<int>(window.x), static_cast<int>(window.y)}).places(photo ? glm::vec2(photo->camera.size) : glm::vec2(0));
}

void picture_panel(const PictureTextures& t, Session& s, UiState& ui) {
  const ImVec2 window = ImGui::GetIO().DisplaySize;
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  if (t.picture.empty() || s.display.shown < 0) return hint(list, window, s);
  const std::vector<Rectangle> places = picture_places(s, window);
  const Rectangle whole = places.front();
  const View* photo = s.photo();
  const bool has_other = !t.other.empty() && (photo || s.display.compare != Compare::off);
  const bool several = places.size() == 3;
  Compare mode = has_other ? (ui.flicker && !several ? Compare::other : s.display.compare) : Compare::off;
  if (mode == Compare::side_by_side && t.difference.empty()) mode = Compare::off;
  const Parts own = model_label(s, s.display.shown), other = photo ? photo_label(s, *photo) : model_label(s, s.display.other);

  // Labels stay beside the panels where there is room. With several columns they use the whole column, not only the part that the picture fills.
  Rectangle free = whole;
  const glm::ivec2 pixels(static_cast<int>(window.x), static_cast<int>(window.y));
  free.low.x = std::max(free.low.x, static_cast<float>(kept_for_panels(s.display.margin, pixels.x)));
  const std::vector<Rectangle> cells = s.columns(pixels).places();
  Labels right(list, several ? cells.back() : free, true, ui.scale);
  Labels legend(list, several ? Rectangle{cells.front().low, cells.back().high} : free, true, ui.scale);
  const bool labels = !ui.presentation;
  switch (mode) {
    case Compare::off: {
      // Side by side was chosen, but not all its pictures are drawn yet: until then the last picture is shown, in its own shape.
      const Rectangle r = several ? Columns{pixels}.places(s.picture().size).front() : whole;
      list.AddImage(t.picture.id(), at(r.low), at(r.high));
      break;
    }
    case Compare::other:
      list.AddImage(t.other.id(), at(whole.low), at(whole.high));
      if (labels) right.text(other);
      break;
    case Compare::difference:
      list.AddImage(t.difference.empty() ? t.picture.id() : t.difference.id(), at(whole.low), at(whole.high));
      if (labels) {
        right.text(joined(joined({"difference:"}, own), joined({"-"}, other)));
        right.difference_scale(s.display.difference_scale);
      }
      break;
    case Compare::split: {
      const float u = s.display.divider, x = whole.low.x + u * (whole.high.x - whole.low.x);
      list.AddImage(t.other.id(), at(whole.low), {x, whole.high.y}, {0, 0}, {u, 1});
      list.AddImage(t.picture.id(), {x, whole.low.y}, at(whole.high), {u, 0}, {1, 1});
      draw_divider(list, whole, x, ui.scale);
      if (!labels) break;
      Labels beside(list, {{x, whole.low.y}, whole.high}, false, ui.scale);
      beside.text(own);
      const bool narrow = x - free.low.x < 150 * ui.scale && x < 0.7f * window.x;
      if (narrow)
        beside.text(joined({"left:"}, other));
      else
        Labels(list, {free.low, {x, whole.high.y}}, true, ui.scale).text(other);
      right.below(beside);
      break;
    }
    case Compare::side_by_side: {
      const Texture* const columns[] = {&t.other, ui.flicker ? &t.other : &t.picture, &t.difference};
      for (std::size_t i = 0; i < 3; ++i) list.AddImage(columns[i]->id(), at(places[i].low), at(places[i].high));
      if (!labels) break;
      Labels first(list, cells[0], true, ui.scale), middle(list, cells[1], true, ui.scale);
      first.text(other);
      middle.text(own);
      if (photo && s.picture().psnr) middle.text(measured(s.picture()));
      right.text({"difference"});
      right.difference_scale(s.display.difference_scale);
      legend.below(first);
      legend.below(middle);
      break;
    }
  }
  if (!labels) return;
  if (photo && s.picture().psnr && mode != Compare::side_by_side) right.text(measured(s.picture()));
  legend.below(right);
  if (s.display.layer == Layer::level) legend.level_legend(s.models()[static_cast<std::size_t>(s.display.shown)].levels);
}

}  // namespace asrg
