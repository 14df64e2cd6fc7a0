#pragma once

#include "cuda/core/extremes.h"
#include "cuda/grid/grid_view.h"

namespace asrg {

// From a point of the lattice to what is kept there: entry of the table -> leaf -> cell of the leaf. March and locate() go this way. They take
// a view's members by value: GCC makes the march 4 % slower where it is handed the view.

/// The entry of the table that a point lies in; what lies outside counts to the nearest.
ASRG_HD inline glm::ivec3 table_entry(glm::ivec3 table_size, glm::ivec3 point) { return clamp_ivec(point >> 3, table_size - 1); }

/// The leaf in an entry of the table (>= 0), or -d; see LeavesView::table.
ASRG_HD inline std::int32_t leaf_of_entry(const std::int32_t* table, glm::ivec3 table_size, glm::ivec3 entry) {
  return table[(entry.z * table_size.y + entry.y) * table_size.x + entry.x];
}

/// The cell of a leaf that a point lies in; what lies outside the leaf counts to the nearest.
ASRG_HD inline glm::ivec3 cell_of_leaf(const LeafPlace& leaf, glm::ivec3 point) {
  return clamp_ivec((point - leaf.origin) >> leaf.shift, glm::ivec3(brick_edge - 1));
}

/// Where a cell's entry lies among a leaf's 512; see cells_of().
ASRG_HD inline int cell_entry(glm::ivec3 cell) { return (cell.z * brick_edge + cell.y) * brick_edge + cell.x; }

}  // namespace asrg
