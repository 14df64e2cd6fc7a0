#pragma once

#include "compress/codec/problems.h"
#include "compress/model/storable.h"
#include "cuda/grid/brick.h"

#include <cstddef>
#include <span>

namespace asrg {

/// Upper bounds of an octree that is being decoded. Everything is counted before memory is allocated for it.
struct OctreeLimits {
  std::span<const std::size_t> corners;  ///< of each level, as model.json announces them
  std::size_t cells = FileLimits::cells;
  std::size_t bricks = FileLimits::bricks;
};

/// Number of corners of a brick's own level that its cells have, without those on its faces at the upper ends, which neighbours may share. So no corner is
/// counted for two bricks, and the sum over bricks is at most the number of corners.
inline std::size_t least_corners(const Brick& b) {
  std::size_t count = 0;
  for (int z = 0; z < brick_edge; ++z) {
    const std::uint64_t cells = b.cells[z] | (z > 0 ? b.cells[z - 1] : 0), rows = cells | cells << 8;
    std::uint64_t corners = rows | (rows << 1 & ~first_column);
    // Positions that are on the lattice of a coarser level belong to that level.
    if (b.level > 0 && z % 2 == 0) corners &= ~even_rows_and_columns;
    count += static_cast<std::size_t>(count_bits(corners));
  }
  return count;
}

/// Counts an octree that is being decoded, coarse to fine, against its limits.
class OctreeCount {
 public:
  explicit OctreeCount(const OctreeLimits& limits) : limits_(limits) {}

  /// To be called before the present cells of a level are listed. Each of them leads to at least one active cell, and the corner at its lower end, which is
  /// of this or a coarser level, belongs to no other cell: so neither number of cells may exceed its limit.
  /// @throws ProblemError
  void begin_level(int level, std::size_t cells);
  /// To be called before a level's bricks are made. @throws ProblemError
  void add_bricks(std::size_t count);
  /// To be called for each present brick of a level. @throws ProblemError
  void add(const Brick& brick);
  /// To be called for each leaf.
  void add_leaf(const Brick& leaf) { active_ += static_cast<std::size_t>(leaf.count()); }

 private:
  OctreeLimits limits_;
  int level_ = -1;
  std::size_t announced_ = 0;  ///< corners of this and coarser levels, by OctreeLimits
  std::size_t corners_ = 0;    ///< of this level, so far
  std::size_t active_ = 0, bricks_ = 0;
};

}  // namespace asrg
