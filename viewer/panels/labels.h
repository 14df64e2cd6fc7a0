#pragma once

#include "viewer/session/layout.h"
#include "viewer/session/level_shares.h"

#include <imgui.h>

#include <string>
#include <vector>

namespace asrg {

/// Texts, colour scale and legend over a part of the picture, from its top downwards. A label that does not fit into the part's width is left out.
class Labels {
 public:
  /// @param right labels are aligned at the part's right edge, else at the left one
  /// @param scale pixels per point
  Labels(ImDrawList& list, Rectangle part, bool right, float scale)
      : list_(list), part_(part), right_(right), scale_(scale), y_(part.low.y + 12 * scale) {}

  /// @param parts are distributed over as few lines as possible; none is broken over two lines unless it is too long for one
  void text(const std::vector<std::string>& parts);
  /// The colour scale of error_picture. @param brightest the error of the brightest colour, of 255
  void difference_scale(float brightest);
  void level_legend(const std::vector<LevelShare>& levels);
  /// Continues below the labels of `others`.
  void below(const Labels& others);

 private:
  float room() const { return part_.high.x - part_.low.x - 32 * scale_; }
  /// The upper left corner of the next label, pixels, for one of that width.
  ImVec2 place(float width) const { return {right_ ? part_.high.x - 16 * scale_ - width : part_.low.x + 16 * scale_, y_}; }
  /// Darkens the picture behind a label of that size, and moves on below it.
  void box(ImVec2 size);

  ImDrawList& list_;
  Rectangle part_;
  bool right_;
  float scale_, y_;  ///< y_: upper edge of the next label, pixels
};

}  // namespace asrg
