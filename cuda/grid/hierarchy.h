#pragma once

#include "cuda/core/buffer.h"
#include "cuda/core/channels.h"
#include "cuda/grid/device_topology.h"
#include "cuda/grid/quantise.h"

#include <memory>
#include <vector>

namespace asrg {

/// The hierarchical basis on one device: residuals <-> values, and the transpose for gradients. See Topology.
class Hierarchy {
 public:
  Hierarchy(Device& device, std::shared_ptr<const DeviceTopology> topology);
  Hierarchy(Device& device, const Topology& topology) : Hierarchy(device, std::make_shared<const DeviceTopology>(device, topology)) {}

  /// values[i] = residuals[i] + mean of the parents' values, coarse to fine. With `steps` the residuals are rounded to them first; a step of 0
  /// leaves its channel as it is.
  void synthesize(Device& device, const Channels* residuals, Channels* values, const QuantisationSteps* steps = nullptr) const;

  /// Turns the gradient with respect to values into the one with respect to residuals, in place, fine to coarse.
  void transpose(Device& device, Channels* gradient) const;

 private:
  /// The children on one level of each coarser corner: list[begin[i] .. begin[i + 1]), ascending.
  struct Children {
    Buffer<std::int32_t> begin, list;
  };

  std::shared_ptr<const DeviceTopology> topology_;
  std::vector<Children> children_;  ///< per level
};

}  // namespace asrg
