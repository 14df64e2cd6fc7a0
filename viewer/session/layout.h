#pragma once

#include <glm/glm.hpp>

#include <vector>

namespace asrg {

/// A part of the window, pixels.
struct Rectangle {
  glm::vec2 low, high;
};

/// The width at the window's left that pictures leave to the panels: `margin`, or 0 where that is more than half of the window. Pixels.
inline int kept_for_panels(int margin, int window_width) { return 2 * margin <= window_width ? margin : 0; }

/// How pictures share the window: columns of one width and the window's height, from the left.
struct Columns {
  glm::ivec2 window{1};
  int count = 1;
  int margin = 0;  ///< of the panels; left free where there are several columns

  int left() const { return count > 1 ? kept_for_panels(margin, window.x) : 0; }
  /// The size of one column, at least one pixel.
  glm::ivec2 size() const { return glm::max(glm::ivec2((window.x - left()) / count, window.y), glm::ivec2(1)); }
  /// The parts of the window that the pictures fill, one per column.
  /// @param shape the pictures' width and height, in any unit: they keep this shape and are centred; 0: they fill their columns
  std::vector<Rectangle> places(glm::vec2 shape = glm::vec2(0)) const;
  /// A position in the window, relative to the nearest column.
  glm::vec2 within(glm::vec2 place) const;
};

}  // namespace asrg
