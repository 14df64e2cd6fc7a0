#pragma once

#include "cuda/grid/brick.h"

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace asrg {

/// The canonical order of bricks: Morton order of the first lattice point (leaves never overlap, so it is strict).
void sort_bricks(const Lattice& lattice, std::vector<Brick>& bricks);

/// The corners of a sparse grid, how they depend on each other, and the order in which their values are stored. Everything follows from the lattice
/// and the leaf bricks.
///
/// A cell of level l is *present* where it is an active cell of a leaf, or contains one. The corners of all present cells of all levels,
/// taken once for each position, are the grid's corners. A corner's level is the coarsest level whose lattice contains it. A corner of level
/// 0 stores its value; a corner of level l > 0 stores the RESIDUAL against the trilinear interpolation of its parents: the 2, 4 or 8 corners
/// of the edge, face or cell of level l - 1 in whose middle it lies (they are always present). This is the hierarchical basis of
/// Yserentant, "On the multi-level splitting of finite element spaces", Numer. Math. 49, 1986.
///
/// Order: by level, then by Morton code of the lattice position.
struct Topology {
  Lattice lattice;
  std::vector<Brick> bricks;              ///< leaves in canonical order
  std::vector<std::uint64_t> corners;     ///< Morton codes of lattice positions, in the order above
  std::vector<std::int32_t> level_begin;  ///< levels + 1 entries: corners of level l are [level_begin[l], level_begin[l + 1])
  /// Per corner: 2, 4 or 8 indices of parents, which weigh the same; entries that are not used are -1, as are all on level 0.
  std::vector<std::array<std::int32_t, 8>> parents;
  /// Per corner: 1 where it lies on an active cell of a coarser leaf. Its residual is 0, so that the field is continuous there.
  std::vector<std::uint8_t> hanging;
  std::vector<std::int32_t>
      cell_begin;  ///< bricks + 1 entries: brick b has the active cells [cell_begin[b], cell_begin[b + 1]), in bit order
  std::vector<std::array<std::int32_t, 8>> cell_corners;  ///< per active cell: its corners, x fastest, then y, then z

  std::int32_t corner_count() const { return static_cast<std::int32_t>(corners.size()); }
  std::int32_t cell_count() const { return static_cast<std::int32_t>(cell_corners.size()); }
};

/// Number of parents of a corner of level l > 0. @param parents an entry of Topology::parents
ASRG_HD inline int parent_count(const std::array<std::int32_t, 8>& parents) { return parents[2] < 0 ? 2 : parents[4] < 0 ? 4 : 8; }

/// Derives the topology of a set of leaf bricks (any order; empty bricks are dropped), as DeviceTopology does, on the CPU.
/// @param most_corners that are accepted; memory for more is never allocated
/// @throws Error (invalid_file) where bricks lie outside the lattice or overlap, or there are more corners: it is safe on untrusted bricks.
Topology build_topology(const Lattice& lattice, std::vector<Brick> bricks,
                        std::int32_t most_corners = std::numeric_limits<std::int32_t>::max());

/// For each corner of `to` the index of the same position in `from`, or -1. Both have the same lattice.
std::vector<std::int32_t> match_corners(const Topology& from, const Topology& to);

/// Replaces each brick with split[i] != 0 by its up to eight children: every active cell becomes 2x2x2 active cells. Bricks of the finest level stay.
std::vector<Brick> split_bricks(const Lattice& lattice, std::span<const Brick> bricks, std::span<const std::uint8_t> split);

/// The leaf that replaces its children: a cell of the parent is active where one of its child cells is.
/// `children` are leaves of one parent (siblings).
Brick merge_bricks(std::span<const Brick> children);

}  // namespace asrg
