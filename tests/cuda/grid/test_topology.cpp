#include <catch2/catch.hpp>

#include "cuda/core/error.h"
#include "cuda/grid/topology.h"
#include "tests/cuda/grid/grid_for_test.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace asrg;
using test::Random;

namespace {

Lattice small_lattice() {
  Lattice l;
  l.base_bricks = {2, 2, 1};
  l.levels = 3;
  return l;
}

int level_of(const Topology& t, std::int32_t corner) {
  return static_cast<int>(std::upper_bound(t.level_begin.begin(), t.level_begin.end(), corner) - t.level_begin.begin()) - 1;
}

glm::ivec3 position(const Topology& t, std::int32_t corner) { return morton_decode(t.corners[corner]); }

/// Calls function(brick, cell's number in the brick) for every active cell.
template <class Function>
void each_cell(const Topology& t, Function&& function) {
  for (std::size_t b = 0; b < t.bricks.size(); ++b)
    for (std::int32_t c = 0; c < t.cell_begin[b + 1] - t.cell_begin[b]; ++c) function(b, c);
}

Brick full_brick(glm::ivec3 coordinate, int level) {
  Brick b;
  b.coordinate = coordinate;
  b.level = level;
  b.cells.fill(~std::uint64_t{0});
  return b;
}

}  // namespace

TEST_CASE("corners are unique, sorted by level and Morton code, and on the coarsest lattice that has them") {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    Random random(seed);
    const Topology t = build_topology(small_lattice(), test::random_bricks(small_lattice(), random));
    REQUIRE(t.level_begin.size() == 4);
    REQUIRE(t.level_begin.front() == 0);
    REQUIRE(t.level_begin.back() == t.corner_count());
    REQUIRE(t.corner_count() > 1000);
    const std::set<std::uint64_t> distinct(t.corners.begin(), t.corners.end());
    CHECK(distinct.size() == t.corners.size());
    for (int level = 0; level < 3; ++level) {
      CHECK(std::is_sorted(t.corners.begin() + t.level_begin[level], t.corners.begin() + t.level_begin[level + 1]));
      const int stride = t.lattice.stride(level);
      int misplaced = 0;
      for (std::int32_t i = t.level_begin[level]; i < t.level_begin[level + 1]; ++i) {
        const glm::ivec3 p = position(t, i);
        const bool on_level = p % stride == glm::ivec3(0), on_coarser = level > 0 && p % (2 * stride) == glm::ivec3(0);
        misplaced += !on_level || on_coarser;
      }
      CHECK(misplaced == 0);
    }
  }
}

TEST_CASE("parents are present, coarser, and the ends of the edge, face or cell around a corner") {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    Random random(seed);
    const Topology t = build_topology(small_lattice(), test::random_bricks(small_lattice(), random));
    int wrong = 0;
    std::array<int, 9> by_count{};
    for (std::int32_t i = 0; i < t.corner_count(); ++i) {
      const int level = level_of(t, i), stride = t.lattice.stride(level);
      const auto& parents = t.parents[i];
      const auto count = std::find_if(parents.begin(), parents.end(), [](std::int32_t p) { return p < 0; }) - parents.begin();
      ++by_count[count];
      wrong += std::any_of(parents.begin() + count, parents.end(), [](std::int32_t p) { return p >= 0; });
      const glm::ivec3 p = position(t, i);
      int odd = 0;
      for (int k = 0; k < 3; ++k) odd += p[k] / stride & 1;
      wrong += count != (level == 0 ? 0 : 1 << odd);
      glm::ivec3 sum(0);
      for (int k = 0; k < count; ++k) {
        wrong += level_of(t, parents[k]) >= level;
        const glm::ivec3 offset = glm::abs(position(t, parents[k]) - p);
        for (int axis = 0; axis < 3; ++axis) wrong += offset[axis] != (p[axis] / stride & 1 ? stride : 0);
        sum += position(t, parents[k]);
      }
      wrong += count > 0 && sum != p * static_cast<int>(count);
    }
    CHECK(wrong == 0);
    CHECK(by_count[0] == t.level_begin[1]);
    CHECK(by_count[2] > 0);
    CHECK(by_count[4] > 0);
    CHECK(by_count[8] > 0);
    CHECK(by_count[0] + by_count[2] + by_count[4] + by_count[8] == t.corner_count());
  }
}

TEST_CASE("cells have their own eight corners") {
  Random random(3);
  const Topology t = build_topology(small_lattice(), test::random_bricks(small_lattice(), random));
  int wrong = 0, cells = 0;
  for (std::size_t b = 0; b < t.bricks.size(); ++b) {
    const Brick& brick = t.bricks[b];
    const int stride = t.lattice.stride(brick.level);
    std::int32_t slot = t.cell_begin[b];
    for (int z = 0; z < brick_edge; ++z)
      for (int y = 0; y < brick_edge; ++y)
        for (int x = 0; x < brick_edge; ++x) {
          if (!brick.active(x, y, z)) continue;
          ++cells;
          for (int k = 0; k < 8; ++k) {
            const std::int32_t corner = t.cell_corners[slot][k];
            REQUIRE(corner >= 0);
            const glm::ivec3 expected =
                (brick.coordinate * brick_edge + glm::ivec3(x, y, z) + glm::ivec3(k & 1, k >> 1 & 1, k >> 2)) * stride;
            wrong += position(t, corner) != expected;
          }
          ++slot;
        }
    CHECK(slot == t.cell_begin[b + 1]);
  }
  CHECK(wrong == 0);
  CHECK(cells == t.cell_count());
}

TEST_CASE("with zero residuals at hanging corners neighbouring leaves of different levels meet without a crack") {
  int interfaces = 0;
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    Random random(seed);
    const Topology t = build_topology(small_lattice(), test::random_bricks(small_lattice(), random));
    const std::vector<double> values = test::synthesise(t, test::random_residuals(t, random));
    // A table of the brick and cell that cover each finest lattice cell.
    const glm::ivec3 extent = t.lattice.extent();
    std::vector<std::pair<std::size_t, std::int32_t>> table(static_cast<std::size_t>(extent.x) * extent.y * extent.z, {0, -1});
    const auto entry = [&](glm::ivec3 p) -> auto& { return table[(static_cast<std::size_t>(p.z) * extent.y + p.y) * extent.x + p.x]; };
    each_cell(t, [&](std::size_t b, std::int32_t c) {
      const glm::ivec3 origin = test::cell_origin(t, b, c);
      const int stride = t.lattice.stride(t.bricks[b].level);
      for (int k = 0; k < stride * stride * stride; ++k)
        entry(origin + glm::ivec3(k % stride, k / stride % stride, k / stride / stride)) = {b, c};
    });
    double largest = 0;
    for (int i = 0; i < 500000; ++i) {
      const glm::ivec3 p{random.below(extent.x - 1), random.below(extent.y - 1), random.below(extent.z - 1)};
      const int axis = random.below(3);
      glm::ivec3 q = p;
      ++q[axis];
      const auto [b1, c1] = entry(p);
      const auto [b2, c2] = entry(q);
      if (c1 < 0 || c2 < 0 || t.bricks[b1].level == t.bricks[b2].level) continue;
      glm::dvec3 point = glm::dvec3(p) + glm::dvec3(random.unit(), random.unit(), random.unit());
      point[axis] = q[axis];
      largest = std::max(largest, std::abs(test::interpolate(t, values, b1, c1, point) - test::interpolate(t, values, b2, c2, point)));
      ++interfaces;
    }
    CHECK(largest < 1e-12);
  }
  CHECK(interfaces > 1000);
}

TEST_CASE("a corner hangs exactly where it touches a coarser leaf's active cell") {
  Lattice l;
  l.base_bricks = {2, 1, 1};
  l.levels = 2;
  const std::vector<Brick> base{full_brick({0, 0, 0}, 0), full_brick({1, 0, 0}, 0)};
  const std::uint8_t split[] = {0, 1};
  const Topology t = build_topology(l, split_bricks(l, base, split));
  int wrong = 0, hanging = 0;
  for (std::int32_t i = 0; i < t.corner_count(); ++i) {
    // The coarse brick fills x = 0..16.
    wrong += t.hanging[i] != (i >= t.level_begin[1] && position(t, i).x <= 16);
    hanging += t.hanging[i];
  }
  CHECK(wrong == 0);
  CHECK(hanging == 17 * 17 - 9 * 9);
}

TEST_CASE("splitting leaves the function exactly as it was") {
  Random random(5);
  const Lattice l = small_lattice();
  const Topology before = build_topology(l, test::random_bricks(l, random));
  const std::vector<double> residuals = test::random_residuals(before, random);
  std::vector<std::uint8_t> split(before.bricks.size());
  for (auto& s : split) s = random.below(2) == 0;
  const Topology after = build_topology(l, split_bricks(l, before.bricks, split));
  REQUIRE(after.corner_count() > before.corner_count());

  const std::vector<std::int32_t> match = match_corners(before, after);
  REQUIRE(match.size() == after.corners.size());
  std::vector<double> carried(after.corners.size(), 0.0);
  int wrong = 0, matched = 0;
  for (std::size_t i = 0; i < match.size(); ++i) {
    const auto found = std::find(before.corners.begin(), before.corners.end(), after.corners[i]);
    wrong += (found == before.corners.end()) != (match[i] < 0);
    if (match[i] < 0) continue;
    ++matched;
    wrong += before.corners[match[i]] != after.corners[i];
    carried[i] = residuals[match[i]];
  }
  CHECK(wrong == 0);
  CHECK(matched == before.corner_count());

  const std::vector<double> values = test::synthesise(before, residuals), values_after = test::synthesise(after, carried);
  double largest = 0;
  int points = 0;
  each_cell(after, [&](std::size_t b, std::int32_t c) {
    const glm::ivec3 origin = test::cell_origin(after, b, c);
    const double stride = after.lattice.stride(after.bricks[b].level);
    const glm::dvec3 point = glm::dvec3(origin) + stride * glm::dvec3(random.unit(), random.unit(), random.unit());
    const double now = test::interpolate(after, values_after, b, c, point);
    for (std::size_t k = 0; k < before.bricks.size(); ++k) {
      const Brick& brick = before.bricks[k];
      const int s = before.lattice.stride(brick.level);
      const glm::ivec3 cell = origin / s - brick.coordinate * brick_edge;
      if (glm::any(glm::lessThan(cell, glm::ivec3(0))) || glm::any(glm::greaterThanEqual(cell, glm::ivec3(brick_edge)))) continue;
      REQUIRE(brick.active(cell.x, cell.y, cell.z));
      std::int32_t number = 0;
      for (int bit = 0; bit < 64 * cell.z + 8 * cell.y + cell.x; ++bit) number += brick.cells[bit / 64] >> (bit % 64) & 1;
      largest = std::max(largest, std::abs(now - test::interpolate(before, values, k, number, point)));
      ++points;
    }
  });
  CHECK(points == after.cell_count());
  CHECK(largest < 1e-12);
}

TEST_CASE("merging siblings after a split restores the brick") {
  Random random(6);
  const Lattice l = small_lattice();
  for (const Brick& b : test::random_bricks(l, random)) {
    if (b.level == l.finest()) continue;
    const std::uint8_t yes[] = {1};
    const std::vector<Brick> children = split_bricks(l, {&b, 1}, yes);
    REQUIRE(!children.empty());
    const Brick merged = merge_bricks(children);
    CHECK(merged.coordinate == b.coordinate);
    CHECK(merged.level == b.level);
    CHECK(merged.cells == b.cells);
  }
}

TEST_CASE("bricks of the finest level are not split") {
  const Lattice l = small_lattice();
  const std::vector<Brick> bricks{full_brick({3, 2, 1}, 2)};
  const std::uint8_t yes[] = {1};
  const std::vector<Brick> same = split_bricks(l, bricks, yes);
  REQUIRE(same.size() == 1);
  CHECK(same[0].level == 2);
  CHECK(same[0].cells == bricks[0].cells);
}

TEST_CASE("bricks are put into Morton order and empty ones dropped") {
  const Lattice l = small_lattice();
  Brick empty;
  empty.coordinate = {1, 1, 0};
  const Topology t =
      build_topology(l, {full_brick({1, 0, 0}, 0), empty, full_brick({0, 0, 0}, 1), full_brick({0, 1, 0}, 0), full_brick({1, 0, 0}, 1)});
  REQUIRE(t.bricks.size() == 4);
  CHECK(t.bricks[0].coordinate == glm::ivec3(0, 0, 0));
  CHECK(t.bricks[1].coordinate == glm::ivec3(1, 0, 0));
  CHECK(t.bricks[1].level == 1);
  CHECK(t.bricks[2].coordinate == glm::ivec3(1, 0, 0));
  CHECK(t.bricks[2].level == 0);
  CHECK(t.bricks[3].coordinate == glm::ivec3(0, 1, 0));
}

TEST_CASE("impossible bricks are refused") {
  const Lattice l = small_lattice();
  const auto refused = [&](std::vector<Brick> bricks) {
    try {
      build_topology(l, std::move(bricks));
    } catch (const Error& e) {
      return e.kind() == ErrorKind::invalid_file;
    }
    return false;
  };
  CHECK(refused({full_brick({0, 0, 0}, 3)}));
  CHECK(refused({full_brick({0, 0, 0}, -1)}));
  CHECK(refused({full_brick({2, 0, 0}, 0)}));
  CHECK(refused({full_brick({0, 0, 2}, 1)}));
  CHECK(refused({full_brick({0, -1, 0}, 0)}));
  CHECK(refused({full_brick({1 << 20, 0, 0}, 2)}));
  CHECK(refused({full_brick({0, 0, 0}, 0), full_brick({0, 0, 0}, 0)}));
  CHECK(refused({full_brick({0, 0, 0}, 0), full_brick({1, 1, 1}, 1)}));
  CHECK(refused({full_brick({3, 3, 3}, 2), full_brick({0, 0, 0}, 0), full_brick({0, 1, 0}, 0)}));
  CHECK_FALSE(refused({full_brick({0, 0, 0}, 0), full_brick({2, 0, 0}, 1)}));
}

TEST_CASE("a grid without bricks has no corners") {
  const Topology t = build_topology(small_lattice(), {});
  CHECK(t.corner_count() == 0);
  CHECK(t.cell_count() == 0);
  CHECK(t.level_begin == std::vector<std::int32_t>(4, 0));
}
