#pragma once

#include "cuda/core/buffer.h"
#include "cuda/grid/grid_view.h"
#include "cuda/grid/topology.h"

#include <array>
#include <span>

namespace asrg {

/// Owns the memory behind a LeavesView: where a topology's bricks lie.
class Leaves {
 public:
  /// @param first LeafPlace::first of each brick
  Leaves(Device& device, const Topology& topology, std::span<const std::int32_t> first);

  LeavesView view() const;
  /// Bytes of device memory.
  std::size_t bytes() const { return table_.size() * sizeof(std::int32_t) + places_.size() * sizeof(LeafPlace); }

 private:
  Lattice lattice_;
  Buffer<std::int32_t> table_;
  Buffer<LeafPlace> places_;
};

/// A brick's cells, z,y,x: active ones counted from 0, the others -d: the nearest active one is d cells away (Chebyshev), at most 8.
std::array<std::int32_t, brick_cells> cell_table(const Brick& brick);

}  // namespace asrg
