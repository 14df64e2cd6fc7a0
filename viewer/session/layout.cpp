#include "viewer/session/layout.h"

#include <algorithm>
#include <cmath>

namespace asrg {

std::vector<Rectangle> Columns::places(glm::vec2 shape) const {
  const glm::vec2 cell(size());
  glm::vec2 extent = cell;
  if (shape.x > 0 && shape.y > 0) extent = shape * std::min(cell.x / shape.x, cell.y / shape.y);
  std::vector<Rectangle> result;
  for (int i = 0; i < count; ++i) {
    const glm::vec2 low = glm::vec2(static_cast<float>(left()) + static_cast<float>(i) * cell.x, 0) + 0.5f * (cell - extent);
    result.push_back({low, low + extent});
  }
  return result;
}

glm::vec2 Columns::within(glm::vec2 place) const {
  const float width = static_cast<float>(size().x), x = place.x - static_cast<float>(left());
  const float column = std::clamp(std::floor(x / width), 0.0f, static_cast<float>(count - 1));
  return {x - column * width, place.y};
}

}  // namespace asrg
