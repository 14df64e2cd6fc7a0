#pragma once

#include "cuda/core/channels.h"
#include "cuda/core/random.h"
#include "cuda/grid/topology.h"

#include <array>
#include <cstdint>
#include <vector>

namespace asrg::test {

/// A stream of random numbers that is the same on every machine.
class Random {
 public:
  explicit Random(std::uint32_t seed) : seed_(seed) {}
  std::uint32_t bits() { return hash_u32(seed_, counter_++); }
  /// 0 <= result < n
  int below(int n) { return static_cast<int>(bits() % static_cast<std::uint32_t>(n)); }
  float unit() { return unit_float(bits()); }

 private:
  std::uint32_t seed_, counter_ = 0;
};

/// The velocity of the contracted point of a point that moves through u with `velocity`.
glm::vec3 contracted_velocity(glm::vec3 u, glm::vec3 velocity);

/// A lattice at (1, 2, 3) whose finest cells are 1/4 wide, world units: its points have exact coordinates.
Lattice quarter_lattice(glm::ivec3 base_bricks, int levels, bool surroundings = false);

/// Leaves of all levels: base bricks with random active cells, some of which are split repeatedly and lose random cells.
std::vector<Brick> random_bricks(const Lattice& lattice, Random& random);

/// Values of all corners, level by level: residual + mean of the parents' values.
std::vector<double> synthesise(const Topology& topology, const std::vector<double>& residuals);

/// Random residuals, 0 at hanging corners.
std::vector<double> random_residuals(const Topology& topology, Random& random);

/// The trilinear interpolation of active cell `cell` of brick `brick` at a lattice position, which may lie on the cell's surface.
double interpolate(const Topology& topology, const std::vector<double>& values, std::size_t brick, std::int32_t cell, glm::dvec3 position);

/// Lattice coordinates of the first corner of active cell `cell` of a brick.
glm::ivec3 cell_origin(const Topology& topology, std::size_t brick, std::int32_t cell);

}  // namespace asrg::test
