#pragma once

#include "compress/scene/sight_line.h"
#include "cuda/camera/camera.h"
#include "cuda/grid/lattice.h"

#include <span>
#include <vector>

namespace asrg {

/// The extent of a cell of the coarsest level about a point in lattice units, world units: the mean along the three axes.
float coarsest_cell(const Lattice& lattice, glm::vec3 point);

/// What sight lines tell of the corners of a lattice's coarsest level: how many pass a corner, and how many end there.
class KnownSpace {
 public:
  /// @param cameras of the photos
  KnownSpace(const Lattice& lattice, std::span<const Camera> cameras, std::span<const SightLine> lines);

  /// By how much fog is to be denser at a corner than where nothing is known: below 0 where lines pass, in a lattice with surroundings above
  /// 0 where they end.
  /// @param corner of the coarsest level, lattice units
  /// @return added to the logarithm of the extinction
  float log_density(glm::ivec3 corner) const;

 private:
  struct Evidence {
    float passing = 0, ending = 0;  ///< lines; those that pass beside a corner count in part
  };

  std::size_t index(glm::ivec3 corner) const;
  void note(glm::vec3 point, float Evidence::*what, float amount);

  bool surroundings_;
  int stride_;
  glm::ivec3 count_;  ///< corners along each axis
  std::vector<Evidence> corners_;
};

}  // namespace asrg
