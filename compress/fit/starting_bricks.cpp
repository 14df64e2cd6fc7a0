#include "compress/fit/starting_bricks.h"

#include "compress/scene/hull_leniency.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <span>

namespace asrg {
namespace {

/// The space in which a fit without masks may begin: points that enough cameras see and that are not right before one of them. Elsewhere the fit would place a
/// copy of each photo in front of its camera.
class VisibleSpace {
 public:
  VisibleSpace(std::span<const View> views, const Box& box) : views_(views) {
    least_views_ = std::min(3, static_cast<int>(views.size()));
    for (const View& v : views)
      clear_.push_back(clear_share * glm::length(glm::clamp(v.camera.position, box.min, box.max) - v.camera.position));
  }
  bool contains(glm::vec3 world) const {
    for (std::size_t i = 0; i < views_.size(); ++i) {
      const glm::vec3 d = world - views_[i].camera.position;
      if (glm::dot(d, d) < clear_[i] * clear_[i]) return false;
    }
    int seen = 0;
    for (std::size_t i = 0; i < views_.size() && seen < least_views_; ++i) {
      const Camera& c = views_[i].camera;
      glm::vec2 pixel;
      seen += c.project(world, pixel) && glm::all(glm::greaterThanEqual(pixel, glm::vec2(0))) &&
              glm::all(glm::lessThan(pixel, glm::vec2(c.size)));
    }
    return seen >= least_views_;
  }

 private:
  static constexpr float clear_share = 0.35f;  ///< of a camera's distance from the box

  std::span<const View> views_;
  std::vector<float> clear_;  ///< per camera: radius of the space around it that stays empty
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

/// Bricks at these places with the cells for which `inside(cell, level)` is true; empty ones are dropped. Runs in parallel and keeps the order.
template <class Inside>
std::vector<Brick> filled_bricks(const std::vector<Brick>& places, Inside inside) {
  std::vector<Brick> filled(places.size());
  tbb::parallel_for(std::size_t{0}, places.size(), [&](std::size_t i) {
    const int level = places[i].level;
    filled[i] = filled_brick(places[i].coordinate, level, [&](glm::ivec3 cell) { return inside(cell, level); });
  });
  std::erase_if(filled, [](const Brick& b) { return b.empty(); });
  return filled;
}

std::vector<Brick> bricks_with_surroundings(const Scene& scene, const Lattice& lattice, int level) {
  const VisibleSpace visible(scene.train, lattice.box());
  const Box box = lattice.box_in_lattice();
  const int outer = std::max(0, level - 1);
  std::vector<Brick> places;
  each_brick(lattice, outer, [&](glm::ivec3 coordinate) {
    const Brick place{coordinate, outer, {}};
    const Box filled = brick_box(lattice, place);
    const bool beyond = glm::any(glm::lessThanEqual(filled.max, box.min)) || glm::any(glm::greaterThanEqual(filled.min, box.max));
    if (beyond || outer == level) return places.push_back(place);
    for (int k = 0; k < 8; ++k) places.push_back(child_place(place, k));
  });
  return filled_bricks(places, [&](glm::ivec3 cell, int of_level) {
    return visible.contains(lattice.to_world((glm::vec3(cell) + 0.5f) * static_cast<float>(lattice.stride(of_level))));
  });
}

/// All cells of the level, or with masks those in the hull.
std::vector<Brick> bricks_in_hull(const HullGrid& grid, const Lattice& lattice, int level, const std::vector<std::uint8_t>& inside) {
  std::vector<Brick> places;
  each_brick(lattice, level, [&](glm::ivec3 coordinate) { places.push_back({coordinate, level, {}}); });
  return filled_bricks(places, [&](glm::ivec3 cell, int) { return inside.empty() || inside[grid.index(cell)] != 0; });
}

}  // namespace

HullGrid starting_grid(const Lattice& lattice, int level) { return {lattice.box(), lattice.extent() / lattice.stride(level)}; }

std::vector<Brick> starting_bricks(const Scene& scene, const Lattice& lattice, int level) {
  const bool carved = scene.masked && !lattice.surroundings;
  return starting_bricks(scene, lattice, level,
                         carved ? lenient_hull(VisualHull(scene.train), starting_grid(lattice, level)) : LenientHull());
}

std::vector<Brick> starting_bricks(const Scene& scene, const Lattice& lattice, int level, const LenientHull& hull) {
  if (lattice.surroundings) {
    std::vector<Brick> bricks = bricks_with_surroundings(scene, lattice, level);
    if (bricks.empty())
      throw Error(ErrorKind::io, fmt::format("{}: hardly two photos show the same place: do photos and cameras fit together?", scene.name));
    return bricks;
  }
  std::vector<Brick> bricks =
      bricks_in_hull(starting_grid(lattice, level), lattice, level, scene.masked ? hull.cells : std::vector<std::uint8_t>());
  if (bricks.empty())
    throw Error(ErrorKind::io,
                fmt::format("{}: no point of the box is inside the object in all photos: do masks and cameras fit together?", scene.name));
  return bricks;
}

}  // namespace asrg
