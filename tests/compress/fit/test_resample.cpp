#include "compress/fit/resample.h"
#include "compress/fit/start.h"
#include "cuda/grid/hierarchy.h"

#include <catch2/catch.hpp>

using namespace asrg;

namespace {

const Box box{{-1, -0.8f, -1}, {1, 0.8f, 1}};

/// A channel that is linear in world coordinates.
float linear(glm::vec3 world, int channel) { return 0.3f + glm::dot(world, glm::vec3(1, 0.5f, -0.25f)) * static_cast<float>(channel + 1); }

bool in_shell(glm::vec3 world, float thickness) { return std::abs(glm::length(world) - 0.6f) < thickness; }

/// A spherical shell: fine cells for x > 0, those of the next coarser level elsewhere. Its channels are linear.
FitCheckpoint shell(const Lattice& lattice) {
  FitCheckpoint c;
  c.lattice = lattice;
  for (const int level : {lattice.finest() - 1, lattice.finest()}) {
    const glm::ivec3 bricks = lattice.base_bricks * (1 << level);
    for (int i = 0; i < bricks.x * bricks.y * bricks.z; ++i) {
      Brick b{{i % bricks.x, i / bricks.x % bricks.y, i / bricks.x / bricks.y}, level, {}};
      if ((2 * b.coordinate.x >= bricks.x) != (level == lattice.finest())) continue;
      for (int k = 0; k < brick_cells; ++k) {
        const glm::ivec3 cell(k & 7, k >> 3 & 7, k >> 6);
        const glm::vec3 middle = (glm::vec3(b.coordinate * brick_edge + cell) + 0.5f) * static_cast<float>(lattice.stride(level));
        if (in_shell(lattice.to_world(middle), 0.08f)) b.set(cell.x, cell.y, cell.z);
      }
      if (!b.empty()) c.bricks.push_back(b);
    }
  }
  const Topology t = build_topology(lattice, c.bricks);
  c.state.residuals.assign(t.corners.size(), splat(0.0f));
  for (std::int32_t i = 0; i < t.level_begin[1]; ++i)
    for (int k = 0; k < Channels::count; ++k)
      c.state.residuals[i].v[k] = linear(lattice.to_world(glm::vec3(morton_decode(t.corners[i]))), k);
  c.state.first_moment = c.state.second_moment = c.state.residuals;
  return c;
}

std::vector<Channels> values_of(const Topology& t, const std::vector<Channels>& residuals) {
  Device cpu = Device::cpu();
  Buffer<Channels> values(cpu, residuals.size());
  Hierarchy(cpu, t).synthesize(cpu, Buffer<Channels>(cpu, residuals).data(), values.data());
  return values.download();
}

double volume(const Lattice& lattice, const std::vector<Brick>& bricks) {
  double sum = 0;
  for (const Brick& b : bricks) sum += b.count() * std::pow(lattice.cell * static_cast<float>(lattice.stride(b.level)), 3.0);
  return sum;
}

}  // namespace

TEST_CASE("a fit on its own lattice is itself") {
  const FitCheckpoint c = shell(make_lattice(box, 96, false));
  const FitCheckpoint same = resampled(c, c.lattice);
  const Topology a = build_topology(c.lattice, c.bricks), b = build_topology(c.lattice, same.bricks);
  CHECK(a.corners == b.corners);
  REQUIRE(a.cell_count() == b.cell_count());
  REQUIRE(same.state.residuals.size() == c.state.residuals.size());
  for (std::size_t i = 0; i < c.state.residuals.size(); ++i)
    for (int k = 0; k < Channels::count; ++k) CHECK(same.state.residuals[i].v[k] == Approx(c.state.residuals[i].v[k]).margin(1e-5));
}

TEST_CASE("a field that is linear stays what it is on other cells, and its space, too") {
  const FitCheckpoint fine = shell(make_lattice(box, 192, false));
  for (const int resolution : {144, 128, 96}) {
    CAPTURE(resolution);
    const Lattice coarse = make_lattice(fine.lattice.box(), resolution, false);
    REQUIRE(coarse.box_longest() < fine.lattice.box_longest());
    const FitCheckpoint c = resampled(fine, coarse);
    const Topology t = build_topology(coarse, c.bricks);  // throws where bricks overlap
    REQUIRE(c.state.residuals.size() == t.corners.size());
    CHECK(c.state.first_moment.size() == t.corners.size());
    CHECK(volume(coarse, c.bricks) == Approx(volume(fine.lattice, fine.bricks)).epsilon(0.15));
    if (resolution == 144) CHECK(t.bricks.front().level != t.bricks.back().level);

    const std::vector<Channels> values = values_of(t, c.state.residuals);
    int of_cells = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const glm::vec3 world = coarse.to_world(glm::vec3(morton_decode(t.corners[i])));
      // Beyond the shell's cells a corner has what lies nearest.
      if (!in_shell(world, 0.04f)) continue;
      ++of_cells;
      for (int k = 0; k < Channels::count; ++k) CHECK(values[i].v[k] == Approx(linear(world, k)).margin(2e-3));
    }
    CHECK(of_cells > 1000);
  }
}

TEST_CASE("a cell between others becomes those that it fills a third of, or the one that its middle is in") {
  const Lattice from = make_lattice({{0, 0, 0}, {1, 1, 1}}, 96, false);
  Brick b{{2, 2, 2}, from.finest(), {}};
  b.set(4, 4, 4);
  Lattice to = from;
  to.origin = from.origin + glm::vec3(from.cell * 0.45f, 0, 0);
  const std::vector<Brick> halves = resampled_bricks({b}, from, to);
  REQUIRE(halves.size() == 1);
  CHECK(halves[0].count() == 2);
  CHECK(halves[0].active(3, 4, 4));
  CHECK(halves[0].active(4, 4, 4));
  to.origin = from.origin + from.cell * 0.45f;
  const std::vector<Brick> one = resampled_bricks({b}, from, to);
  REQUIRE(one.size() == 1);
  CHECK(one[0].count() == 1);
  CHECK(one[0].active(4, 4, 4));
}
