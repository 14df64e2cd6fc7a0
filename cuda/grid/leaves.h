#pragma once

#include "cuda/core/buffer.h"
#include "cuda/grid/brick.h"
#include "cuda/grid/grid_view.h"

namespace asrg {

/// Owns the memory behind a LeavesView.
class Leaves {
 public:
  /// @param bricks in canonical order
  /// @param first LeafPlace::first of each brick, in the device's memory
  Leaves(Device& device, const Lattice& lattice, const Buffer<Brick>& bricks, const std::int32_t* first);

  LeavesView view() const;
  /// Bytes of device memory.
  std::size_t bytes() const { return table_.size() * sizeof(std::int32_t) + places_.size() * sizeof(LeafPlace); }

 private:
  Lattice lattice_;
  Buffer<std::int32_t> table_;
  Buffer<LeafPlace> places_;
};

/// For each of a brick's 512 cells, z,y,x: 0 where it is active, else -d, where the nearest active one is d cells away (Chebyshev distance, at most 8).
ASRG_HD inline void write_cell_distances(const Brick& brick, std::int8_t* table) {
  std::uint64_t near[brick_edge];
  for (int z = 0; z < brick_edge; ++z) {
    near[z] = brick.cells[z];
    for (int bit = 0; bit < 64; ++bit) table[64 * z + bit] = near[z] >> bit & 1 ? 0 : -brick_edge;
  }
  for (int distance = 1; distance < brick_edge; ++distance) {
    // Dilation by one cell to all sides: `near` holds the cells up to `distance` away from an active one.
    constexpr std::uint64_t last_column = first_column << 7;
    std::uint64_t slabs[brick_edge];
    for (int z = 0; z < brick_edge; ++z) {
      const std::uint64_t x = near[z] | (near[z] & ~last_column) << 1 | (near[z] & ~first_column) >> 1;
      slabs[z] = x | x << 8 | x >> 8;
    }
    for (int z = 0; z < brick_edge; ++z) {
      const std::uint64_t grown = slabs[z] | (z > 0 ? slabs[z - 1] : 0) | (z + 1 < brick_edge ? slabs[z + 1] : 0);
      each_bit(grown & ~near[z], [&](int bit) { table[64 * z + bit] = static_cast<std::int8_t>(-distance); });
      near[z] = grown;
    }
  }
}

}  // namespace asrg
