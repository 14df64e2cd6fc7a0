#pragma once

#include "cuda/core/channels.h"
#include "cuda/grid/topology.h"

#include <array>
#include <cstdint>
#include <span>

namespace asrg {

/// A leaf with the index of the corner at each of its 9x9x9 corner positions.
struct FlatBrick {
  static constexpr int corner_positions = corners_per_edge * corners_per_edge * corners_per_edge;

  glm::ivec3 origin{0};                  ///< lattice coordinates of its first corner
  int level = 0;                         ///< its cells are Lattice::stride(level) lattice units wide
  std::array<std::uint64_t, 8> cells{};  ///< active cells, as in Brick
  /// z,y,x: index into FlatBricks::values(); -1 where no active cell of the leaf has a corner
  std::array<std::int32_t, corner_positions> corners;
};

/// Minimum and maximum of each channel over a leaf's corners.
struct ChannelRange {
  Channels low, high;
};

/// A flattened grid as a list of leaves, each with all that it needs in one place. Other forms of a finished model, such as CompactGrid, are made from
/// it. It lies on the host, and a leaf (3 kB) is put together only when it is asked for: all leaves of a large grid would take gigabytes. Calls may
/// come from several threads at once.
class FlatBricks {
 public:
  /// @param values flattened channels (not residuals), one per corner of the topology
  /// Topology and values must outlive this object.
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
