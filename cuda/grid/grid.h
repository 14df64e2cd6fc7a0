#pragma once

#include "cuda/core/buffer.h"
#include "cuda/grid/device_topology.h"
#include "cuda/grid/grid_view.h"
#include "cuda/grid/leaves.h"

#include <memory>

namespace asrg {

/// Owns the memory behind a ValuesView: the flattened leaves of a topology on one device.
/// @tparam Value Channels or HalfChannels
template <class Value>
class ValuesGrid {
 public:
  /// Values are left uninitialised: fill them with Hierarchy::synthesize or by writing to `values()`.
  ValuesGrid(Device& device, std::shared_ptr<const DeviceTopology> topology);
  ValuesGrid(Device& device, const Topology& topology) : ValuesGrid(device, std::make_shared<const DeviceTopology>(device, topology)) {}

  ValuesView<Value> view() const;
  Buffer<Value>& values() { return values_; }
  /// Bytes of device memory, including the topology's.
  std::size_t bytes() const;

 private:
  std::shared_ptr<const DeviceTopology> topology_;
  Leaves leaves_;
  Buffer<ActiveCells> active_;
  Buffer<std::int8_t> cells_;
  Buffer<Value> values_;
};

using Grid = ValuesGrid<Channels>;
using HalfGrid = ValuesGrid<HalfChannels>;

}  // namespace asrg
