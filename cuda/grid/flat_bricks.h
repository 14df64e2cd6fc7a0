#pragma once

#include "cuda/core/channels.h"
#include "cuda/grid/topology.h"

#include <array>
#include <cstdint>
#include <span>

namespace asrg {

/// A leaf laid flat: which of its 9x9x9 corner positions are corners of the grid, and which.
struct FlatBrick {
  static constexpr int corners_a_row = brick_edge + 1;
  static constexpr int corner_positions = corners_a_row * corners_a_row * corners_a_row;

  glm::ivec3 origin{0};                  ///< lattice coordinates of its first corner
  int level = 0;                         ///< its cells are Lattice::stride(level) lattice units wide
  std::array<std::uint64_t, 8> cells{};  ///< the active ones, as in Brick
  /// z,y,x: index into FlatBricks::values(); -1 where no active cell of the leaf has a corner
  std::array<std::int32_t, corner_positions> corners;
};

/// What the channels span at a leaf's corners.
struct ChannelRange {
  Channels low, high;
};

/// A flattened grid as a list of leaves with everything that a leaf needs in one place: what all forms of a model are made of that are no longer
/// refined, such as CompactGrid. On the host; a leaf is put together when it is asked for (3 kB), so that nothing is kept of a grid of millions.
/// Calls may come from several threads at once.
class FlatBricks {
 public:
  /// @param values flattened channels (not residuals), one a corner of the topology
  /// Both must outlive this.
  FlatBricks(const Topology& topology, std::span<const Channels> values) : topology_(topology), values_(values) {}

  /// In the canonical order of Topology::bricks.
  std::size_t size() const { return topology_.bricks.size(); }
  FlatBrick operator[](std::size_t leaf) const;
  ChannelRange range(const FlatBrick& leaf) const;
  std::span<const Channels> values() const { return values_; }
  const Topology& topology() const { return topology_; }

 private:
  const Topology& topology_;
  std::span<const Channels> values_;
};

}  // namespace asrg
