#pragma once

#include "compress/model/model.h"
#include "cuda/grid/grid.h"

#include <optional>
#include <span>
#include <vector>

namespace asrg {

/// The values of a model at points of space, computed on the host. The grid's values are reconstructed once, by the constructor; several
/// threads may call at() at the same time.
class ModelValues {
 public:
  explicit ModelValues(const Model& model);
  ModelValues(const ModelValues&) = delete;
  ModelValues& operator=(const ModelValues&) = delete;

  /// The channels, interpolated trilinearly between the corners of the cell there; see Channels for their meaning.
  /// @param world position; any position is valid in a model with surroundings, see Lattice
  /// @return nothing where no leaf contains the position
  std::optional<Channels> at(glm::vec3 world) const;
  /// The same for many positions.
  std::vector<std::optional<Channels>> at(std::span<const glm::vec3> world) const;

 private:
  Lattice lattice_;
  Device device_;  ///< the host; the grid keeps a pointer to it
  Grid grid_;
};

}  // namespace asrg
