#include "compress/model/model_values.h"
#include "compress/model/symbols.h"
#include "tests/cuda/grid/grid_for_test.h"
#include "tests/cuda/render/field_for_test.h"

#include <catch2/catch.hpp>

using namespace asrg;

namespace {

/// A model of all cells of its coarser level, whose channels are linear in the lattice position and so exact in between.
Model linear_model(bool surroundings) {
  Model m;
  m.topology = test::full_topology(test::quarter_lattice({2, 2, 2}, 2, surroundings), 0);
  for (Channels& step : m.quantisation.step) step = splat(1.0f);
  m.symbols = symbols_of(m.topology, m.quantisation,
                         test::residuals_of(m.topology, [](glm::vec3 p) { return Channels{p.x, p.y, p.z, p.x - p.y, 1, 2, 3, 4}; }));
  return m;
}

}  // namespace

TEST_CASE("a model's values are those of its field, in world coordinates") {
  const Model m = linear_model(false);
  const ModelValues values(m);
  test::Random random(5);
  const Box box = m.topology.lattice.box();
  std::vector<glm::vec3> positions;
  for (int i = 0; i < 200; ++i) positions.push_back(box.min + glm::vec3(random.unit(), random.unit(), random.unit()) * (box.max - box.min));
  positions.push_back(box.max);
  positions.push_back(box.max + 0.01f);
  const auto all = values.at(positions);
  REQUIRE(all.size() == positions.size());
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    REQUIRE(all[i]);
    const glm::vec3 p = m.topology.lattice.to_lattice(positions[i]);
    for (int k = 0; k < 3; ++k) REQUIRE(all[i]->v[k] == Approx(p[k]).margin(1e-4));
    REQUIRE(all[i]->v[3] == Approx(p.x - p.y).margin(1e-4));
    REQUIRE(all[i]->v[7] == Approx(4));
  }
  CHECK_FALSE(all.back());
}

TEST_CASE("among surroundings a model has values however far away") {
  const Model m = linear_model(true);
  const ModelValues values(m);
  for (const glm::vec3 world : {glm::vec3(3, 4, 5), glm::vec3(100, -20, 7), glm::vec3(-1e4f, 1e4f, 3)}) {
    CAPTURE(world.x);
    const auto found = values.at(world);
    REQUIRE(found);
    const glm::vec3 p = m.topology.lattice.to_lattice(world);
    CHECK(found->v[0] == Approx(p.x).margin(1e-3));
    CHECK(found->v[1] == Approx(p.y).margin(1e-3));
  }
}

TEST_CASE("a model has no values where it has no cells") {
  test::Random random(8);
  Model m;
  m.topology = test::random_topology(random, {2, 1, 2}, 3);
  for (Channels& step : m.quantisation.step) step = splat(1.0f / 64);
  std::vector<Channels> residuals;
  for (const double x : test::random_residuals(m.topology, random)) residuals.push_back(splat(static_cast<float>(x)));
  m.symbols = symbols_of(m.topology, m.quantisation, residuals);
  std::vector<double> numbers;
  for (const Channels& r : residuals_of(m)) numbers.push_back(static_cast<double>(r.v[0]));
  const std::vector<double> flat = test::synthesise(m.topology, numbers);
  const ModelValues values(m);
  const Lattice& l = m.topology.lattice;
  int cells = 0, empty = 0;
  for (std::size_t b = 0; b < m.topology.bricks.size(); ++b) {
    const Brick& brick = m.topology.bricks[b];
    const float stride = static_cast<float>(l.stride(brick.level));
    std::int32_t cell = 0;
    for (int z = 0; z < brick_edge; ++z)
      for (int bit = 0; bit < 64; ++bit) {
        const glm::vec3 centre = glm::vec3(brick_origin(l, brick)) + stride * (glm::vec3(cell_of_bit(bit, z)) + 0.5f);
        const auto found = values.at(l.to_world(centre));
        const bool active = brick.cells[z] >> bit & 1;
        REQUIRE(found.has_value() == active);
        ++(active ? cells : empty);
        if (!active) continue;
        REQUIRE(found->v[0] == Approx(test::interpolate(m.topology, flat, b, cell++, glm::dvec3(centre))).margin(1e-4));
      }
  }
  CHECK(cells > 500);
  CHECK(empty > 500);
}
