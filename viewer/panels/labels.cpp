#include "viewer/panels/labels.h"

#include "compress/image/picture.h"
#include <fmt/format.h>

#include <algorithm>

namespace asrg {
namespace {

constexpr ImU32 text_colour = IM_COL32(235, 240, 245, 255);

}  // namespace

void Labels::text(const std::vector<std::string>& parts) {
  const float width = room();
  if (width < 8 * scale_) return;
  std::string text, line;
  for (const std::string& part : parts) {
    const std::string longer = line.empty() ? part : line + "   " + part;
    const bool fits = line.empty() || ImGui::CalcTextSize(longer.c_str()).x <= width;
    if (!fits) text += line + "\n";
    line = fits ? longer : part;
  }
  text += line;
  const ImVec2 size = ImGui::CalcTextSize(text.c_str(), nullptr, false, width), p = place(size.x);
  box(size);
  list_.AddText(nullptr, 0, p, text_colour, text.c_str(), nullptr, width);
}

void Labels::difference_scale(float brightest) {
  const float width = std::min(160 * scale_, room()), height = 10 * scale_;
  const std::string end = fmt::format("{:.0f} of 255", brightest);
  const float end_width = ImGui::CalcTextSize(end.c_str()).x;
  if (width < end_width + 16 * scale_) return;
  const ImVec2 p = place(width);
  const float below = p.y + height + 2 * scale_;
  box({width, height + 2 * scale_ + ImGui::GetFontSize()});
  const auto colour = [](std::size_t i) {
    const glm::ivec3 c(error_colours[i]);
    return IM_COL32(c.x, c.y, c.z, 255);
  };
  const float part = width / static_cast<float>(error_colours.size() - 1);
  for (std::size_t i = 0; i + 1 < error_colours.size(); ++i) {
    const float left = p.x + part * static_cast<float>(i);
    list_.AddRectFilledMultiColor({left, p.y}, {left + part, p.y + height}, colour(i), colour(i + 1), colour(i + 1), colour(i));
  }
  list_.AddText({p.x, below}, IM_COL32_WHITE, "0");
  list_.AddText({p.x + width - end_width, below}, IM_COL32_WHITE, end.c_str());
}

void Labels::level_legend(const std::vector<LevelShare>& levels) {
  constexpr const char* title = "cells: edge (of box), share";
  const float swatch = ImGui::GetFontSize(), gap = 6 * scale_, line = ImGui::GetTextLineHeightWithSpacing();
  std::vector<std::string> rows;
  float width = ImGui::CalcTextSize(title).x;
  for (const LevelShare& l : levels) {
    rows.push_back(fmt::format("{:.3g} (1/{:.0f})  {:.1f} %", l.cell, l.of_edge, 100 * l.share));
    width = std::max(width, swatch + gap + ImGui::CalcTextSize(rows.back().c_str()).x);
  }
  if (width > room()) return;
  ImVec2 p = place(width);
  box({width, line * static_cast<float>(rows.size() + 1)});
  list_.AddText(p, text_colour, title);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    p.y += line;
    const glm::vec3 c = levels[i].colour;
    list_.AddRectFilled(p, {p.x + swatch, p.y + swatch}, ImGui::ColorConvertFloat4ToU32({c.x, c.y, c.z, 1}), 2 * scale_);
    list_.AddText({p.x + swatch + gap, p.y}, text_colour, rows[i].c_str());
  }
}

void Labels::below(const Labels& others) { y_ = std::max(y_, others.y_); }

void Labels::box(ImVec2 size) {
  const ImVec2 p = place(size.x);
  list_.AddRectFilled({p.x - 8 * scale_, p.y - 4 * scale_}, {p.x + size.x + 8 * scale_, p.y + size.y + 4 * scale_}, IM_COL32(0, 0, 0, 150),
                      4 * scale_);
  y_ += size.y + 14 * scale_;
}

}  // namespace asrg
