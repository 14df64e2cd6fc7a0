#pragma once

#include "cuda/grid/compact_view.h"
#include "cuda/grid/flat_bricks.h"
#include "cuda/grid/leaves.h"

namespace asrg {

/// Owns the memory behind a CompactView: a flattened grid in 8 bits per channel, a quarter to a fifth of a Grid's bytes. Each leaf has a range of
/// its own for each channel: the rounding error is at most 1/510 of that range.
class CompactGrid {
 public:
  CompactGrid(Device& device, const FlatBricks& bricks);
  /// @param values flattened channels, one per corner of the topology, in the host's memory
  CompactGrid(Device& device, const Topology& topology, std::span<const Channels> values)
      : CompactGrid(device, FlatBricks(topology, values)) {}

  CompactView view() const { return {leaves_.view(), lines_.data()}; }
  /// Bytes of device memory.
  std::size_t bytes() const { return leaves_.bytes() + lines_.size(); }

 private:
  /// @param first each leaf's first line, then the number of lines
  CompactGrid(Device& device, const FlatBricks& bricks, const std::vector<std::int32_t>& first);

  Leaves leaves_;
  Buffer<std::uint8_t> lines_;
};

}  // namespace asrg
