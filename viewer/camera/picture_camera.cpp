#include "viewer/camera/picture_camera.h"

#include <algorithm>

namespace asrg {

int level_of_detail(const Lattice& lattice, const Camera& camera, int most) {
  const Box box = lattice.box();
  const float radius = 0.5f * glm::length(box.max - box.min);
  const float distance = std::max(glm::length(camera.position - 0.5f * (box.min + box.max)) - 0.5f * radius, 0.1f * radius);
  const float pixel = distance / camera.focal.x;
  int level = 0;
  while (level < most && lattice.cell * static_cast<float>(2 << level) <= pixel) ++level;
  return level;
}

Camera band_of(const Camera& camera, int first, int rows) {
  Camera c = camera;
  c.size.y = rows;
  c.principal_point.y -= static_cast<float>(first);
  return c;
}

Camera scaled(const Camera& camera, float scale) {
  Camera c = camera;
  c.size = glm::max(glm::ivec2(glm::vec2(camera.size) * scale + 0.5f), glm::ivec2(1));
  const glm::vec2 exact = glm::vec2(c.size) / glm::vec2(camera.size);
  c.focal *= exact;
  c.principal_point *= exact;
  return c;
}

}  // namespace asrg
