#include <catch2/catch.hpp>

#include "cuda/grid/lattice.h"
#include "tests/cuda/grid/grid_for_test.h"

using namespace asrg;

TEST_CASE("a Morton code gives the coordinates back") {
  test::Random random(1);
  for (int i = 0; i < 1000; ++i) {
    const glm::ivec3 p{random.below(65536), random.below(65536), random.below(65536)};
    REQUIRE(morton_decode(morton(p)) == p);
  }
  CHECK(morton({1, 0, 0}) == 1);
  CHECK(morton({0, 1, 0}) == 2);
  CHECK(morton({0, 0, 1}) == 4);
  CHECK(morton({3, 0, 0}) == 9);
  CHECK(morton({65535, 65535, 65535}) == (std::uint64_t{1} << 48) - 1);
}

TEST_CASE("Morton order visits a cube's octants one after another") {
  for (int level = 1; level < 4; ++level) {
    const int edge = 1 << level;
    const std::uint64_t cube = std::uint64_t{1} << (3 * level);
    for (int k = 0; k < 8; ++k) {
      const glm::ivec3 octant{k & 1, k >> 1 & 1, k >> 2};
      CHECK(morton(octant * edge) == static_cast<std::uint64_t>(k) * cube);
    }
  }
}

TEST_CASE("levels halve the cells of a lattice") {
  const Lattice l = test::quarter_lattice({2, 1, 3}, 3);
  CHECK(l.finest() == 2);
  CHECK(l.stride(2) == 1);
  CHECK(l.stride(0) == 4);
  CHECK(l.extent() == glm::ivec3(64, 32, 96));
  CHECK(l.longest() == 96);
  CHECK(l.reference_length() == Approx(0.75));
  CHECK(l.box().max == glm::vec3(17, 10, 27));
  CHECK(l.to_lattice(l.to_world({5, 6, 7})) == glm::vec3(5, 6, 7));
}
