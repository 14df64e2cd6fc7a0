#pragma once

#include "cuda/grid/grid_view.h"

namespace asrg {

/// One leaf of a compact grid; its corners follow in memory. Corners of one row along x are neighbours in memory, so that the eight of a cell are
/// read as four pairs.
struct alignas(64) CompactLeaf {
  Channels offset, scale;  ///< a channel's value is offset + scale * byte: the range of this leaf
  /// Corner (x, y, z) of the leaf is corner row[9 z + y] + x in memory; 81 entries are used. An entry may be negative, since corners at a row's
  /// beginning that no active cell has are left out.
  std::int16_t row[96];
  std::int8_t cells[brick_cells];  ///< z,y,x: see write_cell_distances()
};
static_assert(sizeof(CompactLeaf) == 768);

/// The channels of one corner.
struct alignas(8) CompactCorner {
  std::uint8_t v[Channels::count];
};

/// A flattened grid in 8 bits, for drawing: plain pointers into a CompactGrid's memory, passed by value. LeafPlace::first is the number of a cache
/// line of 64 bytes: each leaf begins at the start of one.
struct CompactView : LeavesView {
  static constexpr int line_bytes = 64;

  const std::uint8_t* lines;
};

ASRG_HD inline const CompactLeaf& leaf_at(const CompactView& g, std::int32_t first) {
  return *reinterpret_cast<const CompactLeaf*>(g.lines + static_cast<std::int64_t>(first) * CompactView::line_bytes);
}

/// Finds the cells of a leaf.
struct CompactCells {
  const std::int8_t* table;

  /// See CompactLeaf::cells. @param cell within the leaf
  ASRG_HD int operator()(glm::ivec3 cell) const { return table[cell_entry(cell)]; }
};

ASRG_HD inline CompactCells cells_of(const CompactView& g, std::int32_t, const LeafPlace& place) { return {leaf_at(g, place.first).cells}; }

/// The first corners of the cell's four edges along x, y fastest, then z; the other corner of an edge follows the first in memory.
ASRG_HD inline void edges_along_x(const CompactLeaf& leaf, glm::ivec3 cell, const CompactCorner** corner) {
  constexpr int n = corners_per_edge;
  const CompactCorner* corners = reinterpret_cast<const CompactCorner*>(&leaf + 1);
  const int row = cell.z * n + cell.y;
  corner[0] = corners + leaf.row[row] + cell.x;
  corner[1] = corners + leaf.row[row + 1] + cell.x;
  corner[2] = corners + leaf.row[row + n] + cell.x;
  corner[3] = corners + leaf.row[row + n + 1] + cell.x;
}

ASRG_HD inline Channels unpacked(CompactCorner c) {
  Channels r;
#if defined(__CUDA_ARCH__)
  // A GPU converts bytes at a quarter of the rate at which it adds: instead, the float 2^15 + byte is put together from bits, and 2^15 subtracted.
  const unsigned* words = reinterpret_cast<const unsigned*>(c.v);
  for (int i = 0; i < Channels::count; ++i)
    r.v[i] = __uint_as_float(__byte_perm(words[i / 4], 0x47000000u, 0x7604u | (i % 4) << 4)) - 32768.0f;
#else
  for (int i = 0; i < Channels::count; ++i) r.v[i] = c.v[i];
#endif
  return r;
}

}  // namespace asrg
