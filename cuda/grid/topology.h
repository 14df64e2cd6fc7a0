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

/// Which corners a sparse grid has, how they hang together, and in which order their values are stored. Everything follows from the leaf bricks.
///
/// A cell of level l is *present* where it is an active cell of a leaf, or contains one. The corners of all present cells of all levels,
/// taken once for each position, are the grid's corners. A corner's level is the coarsest whose lattice contains it. A corner of level
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
  std::vector<std::array<std::int32_t, 8>>
      parents;                        ///< per corner; unused entries -1; weight is 1 / (number of parents); all -1 on level 0
  std::vector<std::uint8_t> hanging;  ///< per corner: 1 where the corner touches a coarser leaf's active cell: its residual is 0, no cracks
  std::vector<std::int32_t> cell_begin;                   ///< bricks + 1 entries: a brick's active cells, in bit order
  std::vector<std::array<std::int32_t, 8>> cell_corners;  ///< per active cell: its corners, x fastest, then y, then z

  std::int32_t corner_count() const { return static_cast<std::int32_t>(corners.size()); }
  std::int32_t cell_count() const { return static_cast<std::int32_t>(cell_corners.size()); }
};

/// Derives the topology of a set of leaf bricks (any order; empty bricks are dropped), as DeviceTopology does, on the CPU.
/// @param most_corners that are accepted; memory for more is never allocated
/// @throws Error (invalid_file) where bricks lie outside the lattice or overlap, or there are more corners: it is safe on untrusted bricks.
Topology build_topology(const Lattice& lattice, std::vector<Brick> bricks,
                        std::int32_t most_corners = std::numeric_limits<std::int32_t>::max());

/// For each corner of `to` the index of the same position in `from`, or -1. Both have the same lattice.
std::vector<std::int32_t> match_corners(const Topology& from, const Topology& to);

/// Replaces each brick with split[i] != 0 by its up to eight children: every active cell becomes 2x2x2 active cells. Bricks of the finest level stay.
std::vector<Brick> split_bricks(const Lattice& lattice, std::span<const Brick> bricks, std::span<const std::uint8_t> split);

/// The parent's leaf that stands for its children: a parent cell is active where one of its child cells is.
/// `children` are leaves of one parent (siblings).
Brick merge_bricks(std::span<const Brick> children);

}  // namespace asrg
