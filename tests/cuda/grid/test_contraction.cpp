#include <catch2/catch.hpp>

#include "cuda/grid/lattice.h"
#include "tests/cuda/grid/grid_for_test.h"

using namespace asrg;

namespace {

glm::vec3 random_point(test::Random& random, float scale) {
  return scale * (2.0f * glm::vec3(random.unit(), random.unit(), random.unit()) - 1.0f);
}

}  // namespace

TEST_CASE("contraction leaves the box alone and brings all of space into a cube twice as large") {
  test::Random random(1);
  for (int i = 0; i < 1000; ++i) {
    const glm::vec3 inside = random_point(random, 1.0f);
    CHECK(contract(inside) == inside);
    const glm::vec3 anywhere = random_point(random, i % 2 ? 5.0f : 500.0f), c = contract(anywhere);
    CHECK(maximum_norm(c) < 2);
    // The farther away a point is, the more digits of a float the contraction loses.
    const float norm = std::max(1.0f, maximum_norm(anywhere));
    CHECK(glm::length(expand(c) - anywhere) < 4e-6f * norm * norm);
  }
}

TEST_CASE("a contracted point moves as the tests' reference says") {
  test::Random random(2);
  for (int i = 0; i < 1000; ++i) {
    const glm::vec3 u = random_point(random, 6.0f), v = random_point(random, 1.0f);
    constexpr float dt = 1e-3f;
    const glm::vec3 a = glm::abs(u);
    const float first = maximum_norm(u), second = a.x == first   ? std::max(a.y, a.z)
                                                  : a.y == first ? std::max(a.x, a.z)
                                                                 : std::max(a.x, a.y);
    if (first - second < 0.01f || std::abs(first - 1) < 0.01f) continue;  // the derivative jumps there
    const glm::vec3 difference = (contract(u + dt * v) - contract(u - dt * v)) / (2 * dt);
    CHECK(glm::length(test::contracted_velocity(u, v) - difference) < 2e-3f);
  }
}

TEST_CASE("a lattice with surroundings has the object's box in its middle") {
  const Lattice l = test::quarter_lattice({4, 2, 6}, 2, true);
  CHECK(l.box().min == l.origin + l.quarter() * l.cell);
  CHECK(l.box().max == l.origin + 3.0f * l.quarter() * l.cell);
  CHECK(l.box_longest() == l.longest() / 2);
  const glm::vec3 inner = l.centre() + 0.7f * l.quarter();
  CHECK(glm::length(l.to_world(inner) - (l.origin + inner * l.cell)) < 1e-5f);
  // A point at half the shell's depth is twice as far from the centre as the box's surface.
  const glm::vec3 outer = l.centre() + glm::vec3(1.5f * l.quarter().x, 0, 0);
  CHECK(l.to_world(outer).x == Approx(l.origin.x + (l.centre().x + 2.0f * l.quarter().x) * l.cell));
  test::Random random(3);
  for (int i = 0; i < 100; ++i) {
    const glm::vec3 p = l.centre() + random_point(random, 1.9f) * l.quarter();
    CHECK(glm::length(l.to_lattice(l.to_world(p)) - p) < 2e-3f);
  }
}
