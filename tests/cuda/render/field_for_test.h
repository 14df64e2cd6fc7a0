#pragma once

#include "cuda/camera/camera.h"
#include "cuda/grid/grid.h"
#include "cuda/render/shader.h"
#include "tests/cuda/grid/grid_for_test.h"

#include <functional>
#include <vector>

namespace asrg::test {

/// Channels as a function of the lattice position.
using Field = std::function<Channels(glm::vec3)>;

/// A lattice whose origin and cell size are not round numbers, with random leaves of all levels.
Topology random_topology(Random& random, glm::ivec3 base_bricks, int levels);

/// All cells of one level.
Topology full_topology(const Lattice& lattice, int level);

/// The field's values at all corners.
std::vector<Channels> values_of(const Topology& topology, const Field& field);

/// Channels at random within -largest..largest.
Channels random_channels(Random& random, float largest = 1);

/// Residuals that give the field's values at all corners but the hanging ones.
std::vector<Channels> residuals_of(const Topology& topology, const Field& field);

Grid filled_grid(Device& device, const Topology& topology, const std::vector<Channels>& values);
/// The values rounded to half precision.
HalfGrid filled_half_grid(Device& device, const Topology& topology, const std::vector<Channels>& values);

/// The nearest values that half precision holds.
Channels rounded_to_half(const Channels& x);

/// A camera that looks from one point at another, x to the right, with z upwards in the picture (world units).
Camera camera_towards(glm::vec3 from, glm::vec3 to, glm::ivec2 size, float focal);

/// Weights and biases uniform in +-scale.
ShaderWeights random_shader(Random& random, float scale);

/// A shader whose output is `grey` whatever the input.
ShaderWeights constant_shader(float grey);

glm::vec3 random_direction(Random& random);

}  // namespace asrg::test
