#pragma once

#include "cuda/camera/camera.h"
#include "cuda/core/host_device.h"
#include "cuda/grid/contraction.h"

#include <glm/glm.hpp>

#include <cstdint>

namespace asrg {

/// Cells along a brick's edge.
constexpr int brick_edge = 8;
constexpr int brick_cells = brick_edge * brick_edge * brick_edge;
/// Corners along a brick's edge.
constexpr int corners_per_edge = brick_edge + 1;

/// Corner k of a unit cube, 0..7, x fastest, then y, then z. Children of a brick and octants of a cell are numbered in this order, too.
ASRG_HD inline glm::ivec3 cube_corner(int k) { return {k & 1, k >> 1 & 1, k >> 2}; }

/// The geometry of the octree: level 0 is `base_bricks` bricks of 8x8x8 cubic cells, each further level halves the cells.
/// Lattice units are cells of the finest level: every corner of every level has integer lattice coordinates.
/// A lattice holds the object's box alone, or its surroundings, too: then the box is the middle half along each axis, and all space beyond it is
/// contracted into the shell around the box (see contraction.h).
struct Lattice {
  glm::vec3 origin{0.0f};     ///< world position of lattice point (0, 0, 0), as if there were no contraction
  float cell = 1.0f;          ///< edge of a finest cell in the box, world units
  glm::ivec3 base_bricks{1};  ///< bricks of level 0 along x, y, z
  int levels = 1;             ///< number of levels, 1..max_levels; the finest is levels - 1
  bool surroundings = false;  ///< does the lattice hold the box's surroundings, too?

  static constexpr int max_levels = 7;
  /// Lattice coordinates stay below 2^15, so that a Morton code fits into 45 bits.
  static constexpr int max_extent = 1 << 14;

  ASRG_HD int finest() const { return levels - 1; }
  /// Edge of a level's cell in lattice units.
  ASRG_HD int stride(int level) const { return 1 << (finest() - level); }
  /// Lattice extent: finest cells along each axis.
  ASRG_HD glm::ivec3 extent() const { return base_bricks * (brick_edge << finest()); }
  ASRG_HD int longest() const {
    const glm::ivec3 e = extent();
    return e.x > e.y ? (e.x > e.z ? e.x : e.z) : (e.y > e.z ? e.y : e.z);
  }
  /// Finest cells along the box's longest edge.
  ASRG_HD int box_longest() const { return surroundings ? longest() / 2 : longest(); }
  /// The unit of length of the density channel's extinction, in lattice units: 1/128 of the box's longest edge, whatever the resolution.
  ASRG_HD float reference_length() const { return static_cast<float>(box_longest()) / 128.0f; }
  /// World position -> lattice units, contracted where there are surroundings.
  ASRG_HD glm::vec3 to_lattice(glm::vec3 world) const {
    const glm::vec3 p = (world - origin) / cell;
    return surroundings ? centre() + quarter() * contract((p - centre()) / quarter()) : p;
  }
  /// The inverse. Where there are surroundings, points on the lattice's surface lie infinitely far away.
  ASRG_HD glm::vec3 to_world(glm::vec3 lattice) const {
    return origin + cell * (surroundings ? centre() + quarter() * expand((lattice - centre()) / quarter()) : lattice);
  }
  /// The object's box, lattice units.
  Box box_in_lattice() const {
    if (!surroundings) return {glm::vec3(0.0f), glm::vec3(extent())};
    return {quarter(), 3.0f * quarter()};
  }
  /// The object's box.
  Box box() const {
    const Box b = box_in_lattice();
    return {origin + b.min * cell, origin + b.max * cell};
  }
  ASRG_HD glm::vec3 centre() const { return 0.5f * glm::vec3(extent()); }
  ASRG_HD glm::vec3 quarter() const { return 0.25f * glm::vec3(extent()); }
};

/// Spreads the low 16 bits of x to every third bit.
ASRG_HD inline std::uint64_t spread_bits(std::uint64_t x) {
  x &= 0xffff;
  x = (x | x << 32) & 0x001f00000000ffffULL;
  x = (x | x << 16) & 0x001f0000ff0000ffULL;
  x = (x | x << 8) & 0x100f00f00f00f00fULL;
  x = (x | x << 4) & 0x10c30c30c30c30c3ULL;
  x = (x | x << 2) & 0x1249249249249249ULL;
  return x;
}

/// The inverse of spread_bits: gathers every third bit.
ASRG_HD inline std::uint32_t gather_bits(std::uint64_t x) {
  x &= 0x1249249249249249ULL;
  x = (x | x >> 2) & 0x10c30c30c30c30c3ULL;
  x = (x | x >> 4) & 0x100f00f00f00f00fULL;
  x = (x | x >> 8) & 0x001f0000ff0000ffULL;
  x = (x | x >> 16) & 0x001f00000000ffffULL;
  x = (x | x >> 32) & 0x00000000001fffffULL;
  return static_cast<std::uint32_t>(x);
}

/// Morton code (Z order): bit 3i is bit i of x, 3i + 1 of y, 3i + 2 of z. Coordinates 0..65535.
ASRG_HD inline std::uint64_t morton(glm::ivec3 p) {
  return spread_bits(static_cast<std::uint32_t>(p.x)) | spread_bits(static_cast<std::uint32_t>(p.y)) << 1 |
         spread_bits(static_cast<std::uint32_t>(p.z)) << 2;
}

ASRG_HD inline glm::ivec3 morton_decode(std::uint64_t code) {
  return {static_cast<int>(gather_bits(code)), static_cast<int>(gather_bits(code >> 1)), static_cast<int>(gather_bits(code >> 2))};
}

}  // namespace asrg
