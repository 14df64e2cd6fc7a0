#pragma once

#include "cuda/render/renderer.h"
#include "tests/cuda/render/field_for_test.h"

#include <cmath>
#include <vector>

namespace asrg::test {

/// Leaves of three levels, a bumpy density, a random shader: something to draw.
struct BumpyObject {
  explicit BumpyObject(bool surroundings = false) : topology(leaves(random, surroundings)) {}
  static Topology leaves(Random& random, bool surroundings) {
    Topology t = random_topology(random, {3, 3, 3}, 3);
    t.lattice.surroundings = surroundings;
    return t;
  }

  Random random{5};
  Topology topology;
  std::vector<Channels> residuals = residuals_of(topology, [](glm::vec3 p) {
    const float wave = std::sin(0.31f * p.x) * std::cos(0.27f * p.y) + std::sin(0.23f * p.z);
    return Channels{3.0f * wave - 1.0f, 0.5f + 0.2f * wave, 0.1f * std::sin(p.x), 0.1f * std::cos(p.y), wave, 0.5f, -wave, 0.2f};
  });
  ShaderWeights shader = random_shader(random, 0.5f);
  std::vector<glm::vec3> environment = std::vector<glm::vec3>(EnvironmentSize::texels, glm::vec3(0.3f, 0.5f, 0.7f));

  RenderModel on(Device& device, Precision precision = Precision::exact) const {
    return {device, topology, residuals, shader, environment, precision};
  }
  Camera camera(glm::ivec2 size) const {
    const Lattice& l = topology.lattice;
    const glm::vec3 centre = l.to_world(0.5f * glm::vec3(l.extent()));
    return camera_towards(centre + static_cast<float>(l.box_longest()) * l.cell * glm::vec3(1.3f, -1.1f, 0.7f), centre, size,
                          1.1f * static_cast<float>(size.x));
  }
};

}  // namespace asrg::test
