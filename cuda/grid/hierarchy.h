#pragma once

#include "cuda/core/buffer.h"
#include "cuda/core/half_channels.h"
#include "cuda/grid/device_topology.h"
#include "cuda/grid/gradient_slots.h"
#include "cuda/grid/quantise.h"

#include <memory>
#include <utility>

namespace asrg {

/// The hierarchical basis on one device: computes corners' values from residuals, and by the transposed map residuals' gradients from values'. See
/// Topology.
class Hierarchy {
 public:
  explicit Hierarchy(std::shared_ptr<const DeviceTopology> topology) : topology_(std::move(topology)) {}
  Hierarchy(Device& device, const Topology& topology) : Hierarchy(std::make_shared<const DeviceTopology>(device, topology)) {}

  /// values[i] = residuals[i] + mean of the parents' values, coarse to fine. With `steps` the residuals are quantised first; a channel whose step is
  /// 0 is left as it is.
  /// @tparam Value Channels or HalfChannels
  template <class Value>
  void synthesize(Device& device, const Channels* residuals, Value* values, const QuantisationSteps* steps = nullptr) const;

  /// Turns gradients with respect to values into those with respect to residuals, in place, fine to coarse, and marks the parents that get a share as
  /// touched. Each slot is transposed by itself: the transpose is linear, so that the slots' sums may be added up afterwards.
  void transpose(Device& device, const GradientSlots& gradient) const;
  /// The same in fixed point (see fit/fixed_sums.h), for one slot: the result does not depend on the order of additions.
  /// @param sums Channels::count per corner
  /// @param touched as GradientSlots::touched
  void transpose(Device& device, std::int64_t* sums, std::uint64_t* touched) const;

 private:
  std::shared_ptr<const DeviceTopology> topology_;
};

}  // namespace asrg
