#include <catch2/catch.hpp>

#include "compress/model/coarser.h"
#include "compress/model/symbols.h"
#include "cuda/grid/hierarchy.h"
#include "cuda/render/renderer.h"
#include "tests/cuda/render/field_for_test.h"

#include <cmath>

using namespace asrg;

namespace {

Model mixed_model(const test::Field& field) {
  test::Random random(4);
  Model m;
  m.topology = test::random_topology(random, {2, 2, 2}, 3);
  m.quantisation.step.fill(splat(1.0f / 64));
  m.symbols = symbols_of(m.topology, m.quantisation, test::residuals_of(m.topology, field));
  m.shader = test::constant_shader(0.1f);
  return m;
}

int finest_level(const Model& m) {
  int finest = 0;
  for (const Brick& b : m.topology.bricks) finest = std::max(finest, b.level);
  return finest;
}

std::vector<Channels> values(const Model& m) {
  Device device = Device::cpu(1);
  const Hierarchy hierarchy(device, m.topology);
  const std::vector<Channels> residuals = residuals_of(m);
  std::vector<Channels> v(residuals.size());
  hierarchy.synthesize(device, residuals.data(), v.data());
  return v;
}

}  // namespace

TEST_CASE("each coarser model has one level less and fewer cells, down to level 0, where it stays") {
  Model m = mixed_model([](glm::vec3) { return splat(0.5f); });
  REQUIRE(finest_level(m) == 2);
  for (const int level : {1, 0}) {
    const Model next = coarser(m);
    CHECK(finest_level(next) == level);
    CHECK(next.topology.cell_count() < m.topology.cell_count());
    m = next;
  }
  const Model same = coarser(m);
  CHECK(same.topology.corners == m.topology.corners);
  CHECK(same.topology.cell_count() == m.topology.cell_count());
}

TEST_CASE("corners that are left keep their values, and a linear function stays what it is") {
  // Its values at the corners of level 0, whose coordinates are multiples of 4, are multiples of the quantisation step.
  const auto linear = [](glm::vec3 p) {
    Channels c;
    for (int k = 0; k < Channels::count; ++k) c.v[k] = (4.0f * static_cast<float>(k) + p.x - 2.0f * p.y + 3.0f * p.z) / 256.0f;
    return c;
  };
  Model m = mixed_model(linear);
  for (int i = 0; i < 2; ++i) {
    m = coarser(m);
    const auto v = values(m);
    for (std::size_t k = 0; k < v.size(); ++k) {
      const Channels expected = linear(glm::vec3(morton_decode(m.topology.corners[k])));
      for (int c = 0; c < Channels::count; ++c) REQUIRE(v[k].v[c] == Approx(expected.v[c]).margin(1e-4));
    }
  }
}

TEST_CASE("every place that was inside a cell still is") {
  const Model m = mixed_model([](glm::vec3) { return splat(0.5f); });
  const Model next = coarser(m);
  Device device = Device::cpu(1);
  const Grid grid(device, next.topology);
  const GridView g = grid.view();
  for (std::size_t b = 0; b < m.topology.bricks.size(); ++b)
    for (std::int32_t c = 0; c < m.topology.cell_begin[b + 1] - m.topology.cell_begin[b]; ++c) {
      const glm::ivec3 at = test::cell_origin(m.topology, b, c), entry = at >> 3;
      const std::int32_t leaf = g.table[(entry.z * g.table_size.y + entry.y) * g.table_size.x + entry.x];
      REQUIRE(leaf >= 0);
      const LeafPlace place = g.leaves[leaf];
      const glm::ivec3 cell = (at - place.origin) >> place.shift;
      REQUIRE(g.cells[leaf * brick_cells + (cell.z * brick_edge + cell.y) * brick_edge + cell.x] >= 0);
    }
}
