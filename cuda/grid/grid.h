#pragma once

#include "cuda/core/buffer.h"
#include "cuda/grid/grid_view.h"
#include "cuda/grid/leaves.h"

namespace asrg {

/// Owns the memory behind a GridView: the flattened leaves of a topology on one device.
class Grid {
 public:
  /// Values are left uninitialised: fill them with HierarchyBuffers::synthesize or by writing to `values()`.
  Grid(Device& device, const Topology& topology);

  GridView view() const;
  Buffer<Channels>& values() { return values_; }
  /// Bytes of device memory.
  std::size_t bytes() const;

 private:
  Leaves leaves_;
  Buffer<std::int16_t> cells_;
  Buffer<CellCorners> corners_;
  Buffer<Channels> values_;
};

}  // namespace asrg
