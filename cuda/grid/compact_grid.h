#pragma once

#include "cuda/grid/compact_view.h"
#include "cuda/grid/leaves.h"
#include "cuda/grid/topology.h"

namespace asrg {

/// Owns the memory behind a CompactView: a flattened grid in 8 bits a channel, a quarter to a fifth of what a Grid takes. Each leaf has its
/// own range, so that an error is at most 1/510 of what a channel spans there.
class CompactGrid {
 public:
  /// @param values flattened channels, one a corner of the topology, in the host's memory
  CompactGrid(Device& device, const Topology& topology, std::span<const Channels> values);

  CompactView view() const { return {leaves_.view(), blocks_.data()}; }
  /// Bytes of device memory.
  std::size_t bytes() const { return leaves_.bytes() + blocks_.size(); }

 private:
  CompactGrid(Device& device, const Topology& topology, std::span<const Channels> values, const std::vector<std::int32_t>& first);

  Leaves leaves_;
  Buffer<std::uint8_t> blocks_;
};

}  // namespace asrg
