#include <catch2/catch.hpp>

#include "cuda/grid/compact_grid.h"
#include "cuda/render/locate.h"
#include "tests/cuda/render/exact_and_compact.h"

#include <cmath>
#include <limits>

using namespace asrg;

namespace {

struct Grids : test::ExactAndCompact {
  explicit Grids(std::uint32_t seed)
      : ExactAndCompact(seed, [](test::Random& numbers) {
          Channels c;
          for (float& x : c.v) x = 2.0f * numbers.unit() - 1.0f;
          return c;
        }) {}

  glm::vec3 position() { return glm::vec3(random.unit(), random.unit(), random.unit()) * glm::vec3(topology.lattice.extent()); }
};

/// The active cell that contains a position, found by a search through all leaves.
struct Found {
  std::size_t brick;
  std::int32_t cell;  ///< its number among the brick's active cells
};

std::optional<Found> search(const Topology& t, glm::vec3 p) {
  for (std::size_t b = 0; b < t.bricks.size(); ++b)
    for (std::int32_t c = t.cell_begin[b]; c < t.cell_begin[b + 1]; ++c) {
      const glm::vec3 low(test::cell_origin(t, b, c - t.cell_begin[b])),
          high = low + static_cast<float>(t.lattice.stride(t.bricks[b].level));
      if (glm::all(glm::greaterThanEqual(p, low)) && glm::all(glm::lessThan(p, high))) return Found{b, c - t.cell_begin[b]};
    }
  return std::nullopt;
}

}  // namespace

TEST_CASE("a position is found in the cell that all leaves say, in an exact grid and in a compact one") {
  Grids grids(GENERATE(11u, 12u));
  const Topology& t = grids.topology;
  const GridView g = grids.exact.view();
  const CompactView h = grids.compact.view();
  int inside = 0, outside = 0;
  for (int n = 0; n < 2000; ++n) {
    glm::vec3 p = grids.position();
    if (n % 4 == 0) p = glm::floor(p);  // on faces
    CAPTURE(p.x, p.y, p.z);
    const auto wanted = search(t, p);
    const auto sample = locate(g, p);
    const auto compact = locate(h, p);
    REQUIRE(sample.has_value() == wanted.has_value());
    REQUIRE(compact.has_value() == wanted.has_value());
    ++(wanted ? inside : outside);
    if (!wanted) continue;
    REQUIRE(sample->key == t.cell_begin[wanted->brick] + wanted->cell);
    REQUIRE(sample->shift == t.lattice.finest() - t.bricks[wanted->brick].level);
    const glm::vec3 back =
        glm::vec3(test::cell_origin(t, wanted->brick, wanted->cell)) + sample->fraction * std::exp2(static_cast<float>(sample->shift));
    REQUIRE(glm::length(back - p) < 1e-4f);
    REQUIRE(compact->fraction == sample->fraction);
    REQUIRE(compact->at == sample->at);
    REQUIRE(&leaf_at(h, compact->key) == &leaf_at(h, h.leaves[wanted->brick].first));
    // The values interpolated there: exact in the exact grid, within half a quantisation step of the leaf's range in the compact one.
    std::vector<double> channel;
    for (const Channels& v : grids.values) channel.push_back(v.v[2]);
    const double value = test::interpolate(t, channel, wanted->brick, wanted->cell, glm::dvec3(p));
    REQUIRE(interpolate(g, *sample).v[2] == Approx(value).margin(1e-5));
    REQUIRE(std::abs(interpolate(h, *compact).v[2] - value) <= 0.501 * leaf_at(h, compact->key).scale.v[2] + 1e-5);
  }
  CHECK(inside > 200);
  CHECK(outside > 200);
}

TEST_CASE("the grid's upper end belongs to its last cells, and nothing is found outside, nor for what is no number") {
  Device device = Device::cpu(1);
  const Topology t = test::full_topology(Lattice{}, 0);
  const Grid grid = test::filled_grid(device, t, test::values_of(t, [](glm::vec3 p) { return Channels{p.x, p.y, p.z, 0, 0, 0, 0, 0}; }));
  const GridView g = grid.view();
  const auto end = locate(g, glm::vec3(8));
  REQUIRE(end);
  CHECK(end->at == glm::ivec3(7));
  CHECK(end->fraction == glm::vec3(1));
  CHECK(interpolate(g, *end).v[0] == 8);
  CHECK(locate(g, glm::vec3(0)));
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinite = std::numeric_limits<float>::infinity();
  for (const float outside : {-1e-3f, 8.001f, nan, infinite, -infinite, 1e30f})
    for (int axis = 0; axis < 3; ++axis) {
      glm::vec3 p(4);
      p[axis] = outside;
      CHECK_FALSE(locate(g, p));
    }
}

TEST_CASE("the corners of flat bricks interpolate to what the grid does") {
  Grids grids(11);
  const Topology& t = grids.topology;
  const FlatBricks bricks(t, grids.values);
  const GridView g = grids.exact.view();
  int compared = 0;
  for (int n = 0; n < 2000; ++n) {
    const glm::vec3 p = grids.position();
    const auto sample = locate(g, p);
    if (!sample) continue;
    const FlatBrick leaf = bricks[search(t, p)->brick];
    float w[8];
    trilinear_weights(sample->fraction, w);
    Channels sum = splat(0.0f);
    for (int k = 0; k < 8; ++k) {
      const glm::ivec3 c = sample->at + glm::ivec3(k & 1, k >> 1 & 1, k >> 2);
      const std::int32_t corner = leaf.corners[static_cast<std::size_t>((c.z * 9 + c.y) * 9 + c.x)];
      REQUIRE(corner >= 0);
      add_scaled(sum, w[k], bricks.values()[static_cast<std::size_t>(corner)]);
    }
    const Channels wanted = interpolate(g, *sample);
    for (int c = 0; c < Channels::count; ++c) REQUIRE(sum.v[c] == Approx(wanted.v[c]).margin(1e-6));
    ++compared;
  }
  CHECK(compared > 200);
}
