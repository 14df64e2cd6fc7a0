#include "cuda/grid/topology.h"

#include "cuda/core/error.h"
#include "cuda/grid/device_topology.h"

#include <fmt/format.h>

#include <algorithm>

namespace asrg {
namespace {

/// @param bricks in canonical order, of levels that the lattice has
void check_bricks(const Lattice& lattice, std::span<const Brick> bricks) {
  std::uint64_t free_from = 0;  // Morton code behind the brick before
  for (const Brick& b : bricks) {
    const glm::ivec3 end = lattice.base_bricks * (1 << b.level);
    if (glm::any(glm::lessThan(b.coordinate, glm::ivec3(0))) || glm::any(glm::greaterThanEqual(b.coordinate, end)))
      throw Error(ErrorKind::invalid_file, fmt::format("a brick of level {} lies outside the grid", b.level));
    const std::uint64_t begin = morton(brick_origin(lattice, b));
    const std::uint64_t edge = static_cast<std::uint64_t>(brick_width(lattice, b));
    if (begin < free_from) throw Error(ErrorKind::invalid_file, fmt::format("two bricks overlap on level {}", b.level));
    free_from = begin + edge * edge * edge;
  }
}

}  // namespace

void sort_bricks(const Lattice& lattice, std::vector<Brick>& bricks) {
  std::sort(bricks.begin(), bricks.end(),
            [&](const Brick& a, const Brick& b) { return morton(brick_origin(lattice, a)) < morton(brick_origin(lattice, b)); });
}

Topology build_topology(const Lattice& lattice, std::vector<Brick> bricks, std::int32_t most_corners) {
  std::erase_if(bricks, [](const Brick& b) { return b.empty(); });
  for (const Brick& b : bricks)
    if (b.level < 0 || b.level > lattice.finest())
      throw Error(ErrorKind::invalid_file, fmt::format("a brick has level {}, but the grid has {} levels", b.level, lattice.levels));
  sort_bricks(lattice, bricks);
  check_bricks(lattice, bricks);
  Device cpu = Device::cpu();
  return DeviceTopology(cpu, lattice, Buffer<Brick>(cpu, bricks), most_corners).download();
}

std::vector<std::int32_t> match_corners(const Topology& from, const Topology& to) {
  std::vector<std::int32_t> match;
  match.reserve(to.corners.size());
  for (std::size_t level = 0; level + 1 < to.level_begin.size(); ++level) {
    const auto begin = from.corners.begin() + from.level_begin[level], end = from.corners.begin() + from.level_begin[level + 1];
    auto at = begin;
    for (std::int32_t i = to.level_begin[level]; i < to.level_begin[level + 1]; ++i) {
      at = std::lower_bound(at, end, to.corners[i]);
      match.push_back(at != end && *at == to.corners[i] ? static_cast<std::int32_t>(at - from.corners.begin()) : -1);
    }
  }
  return match;
}

std::vector<Brick> split_bricks(const Lattice& lattice, std::span<const Brick> bricks, std::span<const std::uint8_t> split) {
  std::vector<Brick> result;
  for (std::size_t i = 0; i < bricks.size(); ++i) {
    const Brick& b = bricks[i];
    if (!split[i] || b.level == lattice.finest()) {
      result.push_back(b);
      continue;
    }
    for (int k = 0; k < 8; ++k) {
      Brick child = child_place(b, k);
      for (int z = 0; z < brick_edge; ++z) child.cells[z] = child_cells(b, k, z);
      if (!child.empty()) result.push_back(child);
    }
  }
  return result;
}

Brick merge_bricks(std::span<const Brick> children) {
  Brick parent;
  parent.coordinate = children[0].coordinate / 2;
  parent.level = children[0].level - 1;
  for (const Brick& c : children) add_to_parent(parent, c);
  return parent;
}

}  // namespace asrg
