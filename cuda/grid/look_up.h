#pragma once

#include "cuda/core/extremes.h"
#include "cuda/grid/grid_view.h"

namespace asrg {

// The steps from a lattice point to its cell: entry of the table -> leaf -> cell of the leaf. march() and locate() use these functions, which take a
// view's members by value: with a reference to the view, GCC's code for the march was 4 % slower.

/// The entry of the table that a lattice point lies in; for points outside the lattice the nearest entry.
ASRG_HD inline glm::ivec3 table_entry(glm::ivec3 table_size, glm::ivec3 point) { return clamp_ivec(point >> 3, table_size - 1); }

/// The index of an entry's leaf (>= 0), or -d; see LeavesView::table.
ASRG_HD inline std::int32_t leaf_of_entry(const std::int32_t* table, glm::ivec3 table_size, glm::ivec3 entry) {
  return table[(entry.z * table_size.y + entry.y) * table_size.x + entry.x];
}

/// The cell of a leaf that a lattice point lies in; for points outside the leaf the nearest cell.
ASRG_HD inline glm::ivec3 cell_of_leaf(const LeafPlace& leaf, glm::ivec3 point) {
  return clamp_ivec((point - leaf.origin) >> leaf.shift, glm::ivec3(brick_edge - 1));
}

}  // namespace asrg
