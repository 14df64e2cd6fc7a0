#pragma once

#include <glm/glm.hpp>

#include <vector>

namespace asrg {

/// A part of the window, pixels.
struct Rectangle {
  glm::vec2 low, high;
};

/// How pictures share the window: columns of one width and the window's height, from the left.
struct Columns {
  glm::ivec2 window{1};
  int count = 1;
  int margin = 0;  ///< left free for the panels where there are several columns and most of the window is left

  int left() const { return count > 1 && 2 * margin <= window.x ? margin : 0; }
  /// Of one of them, at least one pixel.
  glm::ivec2 size() const { return glm::max(glm::ivec2((window.x - left()) / count, window.y), glm::ivec2(1)); }
  /// Where pictures lie that fill them.
  /// @param shape width and height of pictures that keep their shape, centred; 0: any
  std::vector<Rectangle> places(glm::vec2 shape = glm::vec2(0)) const;
  /// A place of the window as one of the nearest column.
  glm::vec2 within(glm::vec2 place) const;
};

}  // namespace asrg
