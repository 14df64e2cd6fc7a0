#include "compress/fit/starting_bricks.h"

#include "compress/scene/hull_tolerance.h"
#include "compress/scene/visual_hull.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace asrg {
namespace {

/// Where there may be something: what enough cameras see, and what does not stand right before one. Elsewhere a fit would hang each photo's picture in front of
/// its camera.
class VisibleSpace {
 public:
  VisibleSpace(std::span<const View> views, const Box& box) : views_(views) {
    const int count = static_cast<int>(views.size());
    least_views_ = std::max(std::min(3, count), static_cast<int>(least_share * static_cast<float>(count)));
    for (const View& v : views)
      clear_.push_back(clear_share * glm::length(glm::clamp(v.camera.position, box.min, box.max) - v.camera.position));
  }
  bool contains(glm::vec3 world) const {
    int seen = 0;
    for (std::size_t i = 0; i < views_.size(); ++i) {
      const Camera& c = views_[i].camera;
      const glm::vec3 d = world - c.position;
      if (glm::dot(d, d) < clear_[i] * clear_[i]) return false;
      glm::vec2 pixel;
      seen += c.project(world, pixel) && glm::all(glm::greaterThanEqual(pixel, glm::vec2(0))) &&
              glm::all(glm::lessThan(pixel, glm::vec2(c.size)));
    }
    return seen >= least_views_;
  }

 private:
  static constexpr float least_share = 0.12f;  ///< of the cameras
  static constexpr float clear_share = 0.35f;  ///< of a camera's distance from the box

  std::span<const View> views_;
  std::vector<float> clear_;  ///< a camera: radius
  int least_views_ = 0;
};

/// Calls `inside(cell)` for each cell of a brick, in cells of its level. @return the brick with those for which it is true
template <class Inside>
Brick filled_brick(glm::ivec3 coordinate, int level, Inside&& inside) {
  Brick b{coordinate, level, {}};
  for (int z = 0; z < brick_edge; ++z)
    for (int y = 0; y < brick_edge; ++y)
      for (int x = 0; x < brick_edge; ++x)
        if (inside(coordinate * brick_edge + glm::ivec3(x, y, z))) b.set(x, y, z);
  return b;
}

template <class Visit>
void each_brick(const Lattice& lattice, int level, Visit&& visit) {
  const glm::ivec3 count = lattice.extent() / (lattice.stride(level) * brick_edge);
  for (int z = 0; z < count.z; ++z)
    for (int y = 0; y < count.y; ++y)
      for (int x = 0; x < count.x; ++x) visit(glm::ivec3(x, y, z));
}

std::vector<Brick> bricks_with_surroundings(const Scene& scene, const Lattice& lattice, int level) {
  const VisibleSpace visible(scene.train, lattice.box());
  const Box box = lattice.box_in_lattice();
  const int outer = std::max(0, level - 1);
  std::vector<Brick> bricks;
  const auto add = [&](glm::ivec3 coordinate, int of_level) {
    const auto stride = static_cast<float>(lattice.stride(of_level));
    const Brick b = filled_brick(coordinate, of_level,
                                 [&](glm::ivec3 cell) { return visible.contains(lattice.to_world((glm::vec3(cell) + 0.5f) * stride)); });
    if (!b.empty()) bricks.push_back(b);
  };
  each_brick(lattice, outer, [&](glm::ivec3 coordinate) {
    const Brick place{coordinate, outer, {}};
    const Box filled = brick_box(lattice, place);
    const bool beyond = glm::any(glm::lessThanEqual(filled.max, box.min)) || glm::any(glm::greaterThanEqual(filled.min, box.max));
    if (beyond || outer == level) return add(coordinate, outer);
    for (int k = 0; k < 8; ++k) add(child_place(place, k).coordinate, level);
  });
  return bricks;
}

}  // namespace

std::vector<Brick> starting_bricks(const Scene& scene, const Lattice& lattice, int level) {
  if (lattice.surroundings) {
    std::vector<Brick> bricks = bricks_with_surroundings(scene, lattice, level);
    if (bricks.empty())
      throw Error(ErrorKind::io, fmt::format("{}: hardly two photos show the same place: do photos and cameras fit together?", scene.name));
    return bricks;
  }
  const glm::ivec3 size = lattice.extent() / lattice.stride(level);
  std::vector<std::uint8_t> inside(static_cast<std::size_t>(size.x) * size.y * size.z, 1);
  if (scene.masked) inside = carve_visual_hull(scene.train, lattice.box(), size, {hull_tolerance(scene.train, lattice.box()), 0.5f});
  std::vector<Brick> bricks;
  each_brick(lattice, level, [&](glm::ivec3 coordinate) {
    const Brick b = filled_brick(coordinate, level, [&](glm::ivec3 cell) {
      return inside[(static_cast<std::size_t>(cell.z) * size.y + cell.y) * size.x + cell.x] != 0;
    });
    if (!b.empty()) bricks.push_back(b);
  });
  if (bricks.empty())
    throw Error(ErrorKind::io,
                fmt::format("{}: no point of the box is inside the object in all photos: do masks and cameras fit together?", scene.name));
  return bricks;
}

}  // namespace asrg
