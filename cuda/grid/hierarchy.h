#pragma once

#include "cuda/core/buffer.h"
#include "cuda/core/channels.h"
#include "cuda/grid/topology.h"

#include <optional>
#include <vector>

namespace asrg {

/// The quantisation step of each level and channel; 0 leaves a channel as it is.
struct ResidualSteps {
  Channels step[Lattice::max_levels];
  Channels offset;  ///< of level 0
};

/// The hierarchical basis on one device: residuals <-> values, and the transpose for gradients. See Topology.
class Hierarchy {
 public:
  Hierarchy(Device& device, const Topology& topology);

  /// values[i] = residuals[i] + mean of the parents' values, coarse to fine. With `steps` the residuals are rounded to them first.
  void synthesize(Device& device, const Channels* residuals, Channels* values, const ResidualSteps* steps = nullptr) const;

  /// Turns the gradient with respect to values into the one with respect to residuals, in place, fine to coarse.
  void transpose(Device& device, Channels* gradient) const;

  int levels() const { return static_cast<int>(level_begin_.size()) - 1; }
  std::int32_t level_begin(int level) const { return level_begin_[level]; }

 private:
  /// The corners that have children of one level, and these children.
  struct ChildLists {
    Buffer<std::int32_t> parents, begin, children;
  };

  std::vector<std::int32_t> level_begin_;
  Buffer<std::array<std::int32_t, 8>> parents_;
  std::vector<ChildLists> children_;  ///< per level
};

}  // namespace asrg
