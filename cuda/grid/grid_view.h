#pragma once

#include "cuda/core/half_channels.h"
#include "cuda/grid/brick.h"

#include <cstdint>

namespace asrg {

/// Where a leaf brick lies.
struct LeafPlace {
  glm::ivec3 origin;   ///< lattice coordinates of its first corner
  int shift;           ///< its cells are 2^shift lattice units wide
  std::int32_t first;  ///< GridView: index of its first active cell; CompactView: its first line of 64 bytes
};

/// The corner indices of one active cell: x fastest, then y, then z.
struct alignas(32) CellCorners {
  std::int32_t index[8];
};

/// The active cells of a leaf: a cell's bit, and its number, from one cache line or two, where a table of numbers has sixteen.
struct alignas(64) ActiveCells {
  std::uint64_t words[brick_edge];   ///< as Brick::cells
  std::uint16_t before[brick_edge];  ///< number of active cells in the words before each

  ASRG_HD static ActiveCells of(const Brick& brick) {
    ActiveCells a;
    for (int z = 0; z < brick_edge; ++z) {
      a.words[z] = brick.cells[z];
      a.before[z] = static_cast<std::uint16_t>(brick.count_before(z));
    }
    return a;
  }
};

/// Where the leaves of an adaptive grid lie, as kernels see it.
///
///   table   z,y,x over bricks of the finest level: index of the leaf that covers it (>= 0), or -d where none does and the nearest entry with a
///           leaf is d entries away (Chebyshev distance)
struct LeavesView {
  static constexpr bool may_have_surroundings = true;

  glm::vec3 origin;         ///< world position of the lattice's origin
  float inverse_cell;       ///< lattice units per world unit
  float inverse_reference;  ///< 1 / Lattice::reference_length()
  glm::ivec3 extent;        ///< lattice units
  glm::ivec3 table_size;    ///< extent / 8
  const std::int32_t* table;
  const LeafPlace* leaves;
  /// 0: the lattice holds the object's box alone. Else it is contracted (see contraction.h), and rays are followed up to this maximum norm before
  /// contraction (1: the surface of the box).
  float reach;
};

/// A view whose `reach` is known to be 0: kernels made for it have no code for surroundings, and take fewer registers.
template <class View>
struct BoxOnly : View {
  static constexpr bool may_have_surroundings = false;
};

/// LeavesView::reach of a lattice with surroundings: rays end here, in units of half the box's size, and what lies beyond is left to the background.
constexpr float surroundings_reach = 24.0f;

/// A flattened grid in floating point: plain pointers into a Grid's memory, passed by value.
///
///   active  one per leaf:              its active cells
///   cells   512 per leaf, z,y,x:       see write_cell_distances()
///   corners one per active cell:       indices into values
///   values  one per corner:            the channels' flattened values (not residuals)
template <class Value>
struct ValuesView : LeavesView {
  const ActiveCells* active;
  const std::int8_t* cells;
  const CellCorners* corners;
  const Value* values;
};

/// In single precision: for drawing, and for values at points.
using GridView = ValuesView<Channels>;
/// In half precision: what a fit renders and differentiates, whose time is that of reading corners.
using HalfGridView = ValuesView<HalfChannels>;

/// Finds the cells of a leaf.
struct LeafCells {
  const ActiveCells& active;
  const std::int8_t* table;

  /// @param cell within the leaf @return its number within its leaf (>= 0), or -d, see ValuesView::cells
  ASRG_HD int operator()(glm::ivec3 cell) const {
    const int bit = 8 * cell.y + cell.x;
    const std::uint64_t word = active.words[cell.z];
    if (word >> bit & 1) return active.before[cell.z] + count_bits(word & ((std::uint64_t{1} << bit) - 1));
    return table[cell_entry(cell)];
  }
};

template <class Value>
ASRG_HD inline LeafCells cells_of(const ValuesView<Value>& g, std::int32_t leaf, const LeafPlace&) {
  return {g.active[leaf], g.cells + static_cast<std::int64_t>(leaf) * brick_cells};
}

}  // namespace asrg
