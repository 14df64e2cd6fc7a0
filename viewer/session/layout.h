#pragma once

#include <glm/glm.hpp>

#include <vector>

namespace asrg {

/// A part of the window, pixels.
struct Rectangle {
  glm::vec2 low, high;
};

/// What the panels at the left keep of a window for themselves: their margin, unless that is more than half of it. Pixels.
inline int kept_for_panels(int margin, int window_width) { return 2 * margin <= window_width ? margin : 0; }

/// How pictures share the window: columns of one width and the window's height, from the left.
struct Columns {
  glm::ivec2 window{1};
  int count = 1;
  int margin = 0;  ///< of the panels; left free where there are several columns

  int left() const { return count > 1 ? kept_for_panels(margin, window.x) : 0; }
  /// Of one of them, at least one pixel.
  glm::ivec2 size() const { return glm::max(glm::ivec2((window.x - left()) / count, window.y), glm::ivec2(1)); }
  /// Where pictures lie that fill them.
  /// @param shape width and height of pictures that keep their shape, centred; 0: any
  std::vector<Rectangle> places(glm::vec2 shape = glm::vec2(0)) const;
  /// A place of the window as one of the nearest column.
  glm::vec2 within(glm::vec2 place) const;
};

}  // namespace asrg
