#pragma once

#include "cuda/core/bits.h"
#include "cuda/grid/lattice.h"

#include <array>
#include <cstdint>

namespace asrg {

/// A leaf brick: 8x8x8 cells of one level, with a bit for each cell that is active (may hold density).
struct Brick {
  glm::ivec3 coordinate{0};  ///< in bricks of its level
  int level = 0;
  std::array<std::uint64_t, 8> cells{};  ///< cell (x, y, z) is bit 8 y + x of word z

  ASRG_HD bool active(int x, int y, int z) const { return cells[z] >> (8 * y + x) & 1; }
  ASRG_HD void set(int x, int y, int z) { cells[z] |= std::uint64_t{1} << (8 * y + x); }
  ASRG_HD bool empty() const {
    std::uint64_t any = 0;
    for (int z = 0; z < brick_edge; ++z) any |= cells[z];
    return any == 0;
  }
  /// Number of active cells.
  ASRG_HD int count() const { return count_before(brick_edge); }
  /// Number of active cells in the words before word z.
  ASRG_HD int count_before(int z) const {
    int n = 0;
    for (int k = 0; k < z; ++k) n += count_bits(cells[k]);
    return n;
  }
};

/// Index of a cell's entry among the 512 of its brick, z,y,x.
ASRG_HD inline int cell_entry(glm::ivec3 cell) { return (cell.z * brick_edge + cell.y) * brick_edge + cell.x; }

/// Lattice units along a brick's edge.
ASRG_HD inline int brick_width(const Lattice& lattice, const Brick& b) { return brick_edge * lattice.stride(b.level); }

/// Lattice coordinates of a brick's first corner.
ASRG_HD inline glm::ivec3 brick_origin(const Lattice& lattice, const Brick& b) { return b.coordinate * brick_width(lattice, b); }

/// The box that a brick fills, lattice units.
inline Box brick_box(const Lattice& lattice, const Brick& b) {
  const glm::vec3 first(brick_origin(lattice, b));
  return {first, first + static_cast<float>(brick_width(lattice, b))};
}

/// The cell (x, y, z), within its brick, of bit `bit` of word z.
ASRG_HD inline glm::ivec3 cell_of_bit(int bit, int z) { return {bit & 7, bit >> 3, z}; }

/// The bits of a word of Brick::cells (or of corners, which are numbered likewise) with x = 0.
constexpr std::uint64_t first_column = 0x0101010101010101ULL;
/// The bits of a word with even x and y: of corners, those that on even z are on the lattice of a coarser level, too.
constexpr std::uint64_t even_rows_and_columns = 0x0055005500550055ULL;

/// The k-th of a brick's eight children, in the order of cube_corner, with coordinate and level but without cells.
ASRG_HD inline Brick child_place(const Brick& b, int k) { return {b.coordinate * 2 + cube_corner(k), b.level + 1, {}}; }

/// Word z of the k-th child's cells, where every active cell of the parent becomes 2x2x2.
ASRG_HD inline std::uint64_t child_cells(const Brick& b, int k, int z) {
  const std::uint64_t above = b.cells[4 * (k >> 2) + z / 2];
  std::uint64_t cells = 0;
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 4; ++x)
      if (above >> (8 * (4 * (k >> 1 & 1) + y) + 4 * (k & 1) + x) & 1) cells |= std::uint64_t{0x0303} << (16 * y + 2 * x);
  return cells;
}

/// Activates those of the parent's cells that contain an active cell of the child.
ASRG_HD inline void add_to_parent(Brick& parent, const Brick& child) {
  const glm::ivec3 half = (child.coordinate & 1) * 4;
  for (int z = 0; z < brick_edge; ++z)
    each_bit(child.cells[z], [&](int bit) { parent.set(half.x + (bit & 7) / 2, half.y + (bit >> 3) / 2, half.z + z / 2); });
}

}  // namespace asrg
