#pragma once

#include "compress/model/model.h"
#include "cuda/grid/grid.h"

#include <optional>
#include <span>
#include <vector>

namespace asrg {

/// What a model holds at points of space, on the host: it is flattened once, and may be asked by several threads at once.
class ModelValues {
 public:
  explicit ModelValues(const Model& model);
  ModelValues(const ModelValues&) = delete;
  ModelValues& operator=(const ModelValues&) = delete;

  /// The channels, interpolated trilinearly between the corners of the cell there; see Channels for their meaning.
  /// @param world position; with surroundings any, see Lattice
  /// @return nothing where the model is empty or the position lies outside of it
  std::optional<Channels> at(glm::vec3 world) const;
  /// The same for many positions, one answer each.
  std::vector<std::optional<Channels>> at(std::span<const glm::vec3> world) const;

 private:
  Lattice lattice_;
  Device device_;  ///< the host; the grid keeps a pointer to it
  Grid grid_;
};

}  // namespace asrg
