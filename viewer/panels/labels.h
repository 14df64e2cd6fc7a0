#pragma once

#include "viewer/session/layout.h"
#include "viewer/session/level_shares.h"

#include <imgui.h>

#include <string>
#include <vector>

namespace asrg {

/// Texts, scale and legend over a part of the picture, from its top downwards. What does not fit into the part's width is left out.
class Labels {
 public:
  /// @param right along the part's right edge, else the left one
  /// @param scale pixels to a point
  Labels(ImDrawList& list, Rectangle part, bool right, float scale)
      : list_(list), part_(part), right_(right), scale_(scale), y_(part.low.y + 12 * scale) {}

  /// @param parts stay whole, on as few lines as they need
  void text(const std::vector<std::string>& parts);
  /// The colours of error_picture. @param brightest of 255
  void difference_scale(float brightest);
  void level_legend(const std::vector<LevelShare>& levels);
  /// Goes on below what these have written.
  void below(const Labels& others);

 private:
  float room() const { return part_.high.x - part_.low.x - 32 * scale_; }
  /// The upper left corner of what is this wide and comes next.
  ImVec2 place(float width) const { return {right_ ? part_.high.x - 16 * scale_ - width : part_.low.x + 16 * scale_, y_}; }
  /// Darkens what lies behind; the next label comes below.
  void box(ImVec2 size);

  ImDrawList& list_;
  Rectangle part_;
  bool right_;
  float scale_, y_;
};

}  // namespace asrg
