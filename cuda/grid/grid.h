#pragma once

#include "cuda/core/buffer.h"
#include "cuda/grid/device_topology.h"
#include "cuda/grid/grid_view.h"
#include "cuda/grid/leaves.h"

#include <memory>

namespace asrg {

/// Owns the memory behind a GridView: the flattened leaves of a topology on one device.
class Grid {
 public:
  /// Values are left uninitialised: fill them with Hierarchy::synthesize or by writing to `values()`.
  Grid(Device& device, std::shared_ptr<const DeviceTopology> topology);
  Grid(Device& device, const Topology& topology) : Grid(device, std::make_shared<const DeviceTopology>(device, topology)) {}

  GridView view() const;
  Buffer<Channels>& values() { return values_; }
  /// Bytes of device memory, including the topology's.
  std::size_t bytes() const;

 private:
  std::shared_ptr<const DeviceTopology> topology_;
  Leaves leaves_;
  Buffer<std::int16_t> cells_;
  Buffer<Channels> values_;
};

}  // namespace asrg
