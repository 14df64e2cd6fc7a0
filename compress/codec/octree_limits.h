#pragma once

#include "compress/codec/problems.h"
#include "compress/model/storable.h"
#include "cuda/grid/brick.h"

#include <cstddef>
#include <span>

namespace asrg {

/// What an octree may have. Everything is counted before memory is allocated for it.
struct OctreeLimits {
  std::span<const std::size_t> corners;  ///< of each level, as model.json announces them
  std::size_t cells = FileLimits::cells;
  std::size_t bricks = FileLimits::bricks;
};

/// Corners of a brick's own level that its cells have for certain, whatever its neighbours are: those at lattice points of the brick, not
/// those on its far faces. Bricks do not share them, so that sums over bricks stay below the number of corners.
inline std::size_t least_corners(const Brick& b) {
  std::size_t count = 0;
  for (int z = 0; z < brick_edge; ++z) {
    constexpr std::uint64_t first_column = 0x0101010101010101ULL, even_rows_and_columns = 0x0055005500550055ULL;
    const std::uint64_t cells = b.cells[z] | (z > 0 ? b.cells[z - 1] : 0), rows = cells | cells << 8;
    std::uint64_t corners = rows | (rows << 1 & ~first_column);
    // Corners that a coarser lattice has, too, are that level's.
    if (b.level > 0 && z % 2 == 0) corners &= ~even_rows_and_columns;
    count += static_cast<std::size_t>(count_bits(corners));
  }
  return count;
}

/// Counts an octree that is being decoded, coarse to fine, against its limits.
class OctreeCount {
 public:
  explicit OctreeCount(const OctreeLimits& limits) : limits_(limits) {}

  /// To be called before the present cells of a level are listed: of each come one active cell or more, and its first corner, which is one
  /// of this or a coarser level, is no other's.
  /// @throws ProblemError
  void begin_level(int level, std::size_t cells);
  /// To be called before a level's bricks are made. @throws ProblemError
  void add_bricks(std::size_t count);
  /// Each present brick of a level. @throws ProblemError
  void add(const Brick& brick);
  /// The active cells of a leaf.
  void add_leaf(const Brick& leaf) { active_ += static_cast<std::size_t>(leaf.count()); }

 private:
  OctreeLimits limits_;
  int level_ = -1;
  std::size_t announced_ = 0;  ///< corners of this and coarser levels
  std::size_t corners_ = 0;    ///< of this level, so far
  std::size_t active_ = 0, bricks_ = 0;
};

}  // namespace asrg
