#pragma once

#include "cuda/core/buffer.h"
#include "cuda/grid/grid_view.h"
#include "cuda/grid/topology.h"

#include <array>
#include <limits>
#include <vector>

namespace asrg {

/// A Topology in a device's memory, where it is also derived from the leaves.
class DeviceTopology {
 public:
  DeviceTopology() = default;
  /// Derives everything from the leaves.
  /// @param bricks in canonical order, none empty, none overlapping, all within the lattice
  /// @param most_corners that are accepted; memory for more is never allocated
  /// @throws Error (invalid_file) where there are more
  DeviceTopology(Device& device, const Lattice& lattice, Buffer<Brick> bricks,
                 std::int32_t most_corners = std::numeric_limits<std::int32_t>::max());
  /// Copies a topology from the host.
  DeviceTopology(Device& device, const Topology& topology);

  Topology download() const&;
  /// Frees each array on the device once it is copied, so that both copies never exist in full.
  Topology download() &&;

  const Lattice& lattice() const { return lattice_; }
  int brick_count() const { return static_cast<int>(bricks_.size()); }
  std::int32_t corner_count() const { return static_cast<std::int32_t>(corners_.size()); }
  std::int32_t cell_count() const { return static_cast<std::int32_t>(cell_corners_.size()); }
  int levels() const { return lattice_.levels; }
  /// The corners of level l are [level_begin(l), level_begin(l + 1)).
  std::int32_t level_begin(int level) const { return level_begin_[level]; }
  const std::vector<std::int32_t>& level_begin() const { return level_begin_; }

  // The arrays of Topology, in device memory.

  const Buffer<Brick>& bricks() const { return bricks_; }
  const std::uint64_t* corners() const { return corners_.data(); }
  const std::array<std::int32_t, 8>* parents() const { return parents_.data(); }
  const std::uint8_t* hanging() const { return hanging_.data(); }
  const std::int32_t* cell_begin() const { return cell_begin_.data(); }
  const CellCorners* cell_corners() const { return cell_corners_.data(); }
  /// Bytes of device memory.
  std::size_t bytes() const;

 private:
  Lattice lattice_;
  std::vector<std::int32_t> level_begin_;
  Buffer<Brick> bricks_;
  Buffer<std::uint64_t> corners_;
  Buffer<std::array<std::int32_t, 8>> parents_;
  Buffer<std::uint8_t> hanging_;
  Buffer<std::int32_t> cell_begin_;
  Buffer<CellCorners> cell_corners_;
};

/// Morton codes of the bricks' first corners; bricks in canonical order.
Buffer<std::uint64_t> leaf_origins(Device& device, const Lattice& lattice, const Buffer<Brick>& bricks);

}  // namespace asrg
