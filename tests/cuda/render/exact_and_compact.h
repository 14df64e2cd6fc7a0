#pragma once

#include "cuda/grid/compact_grid.h"
#include "tests/cuda/render/field_for_test.h"

namespace asrg::test {

/// Leaves of three levels with random values, as an exact grid and as a compact one.
struct ExactAndCompact {
  Device device = Device::cpu(2);
  Random random;
  Topology topology;
  std::vector<Channels> values;
  Grid exact;
  CompactGrid compact;

  /// @param draw makes a corner's channels from a stream of random numbers
  template <class Draw>
  ExactAndCompact(std::uint32_t seed, Draw&& draw)
      : random(seed),
        topology(random_topology(random, {2, 1, 2}, 3)),
        values(values_of(topology, [&](glm::vec3) { return draw(random); })),
        exact(filled_grid(device, topology, values)),
        compact(device, topology, values) {}
};

}  // namespace asrg::test
