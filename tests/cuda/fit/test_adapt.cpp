#include <catch2/catch.hpp>

#include "cuda/fit/adapt.h"
#include "cuda/render/interpolate.h"
#include "tests/cuda/grid/grid_for_test.h"
#include "tests/cuda/render/field_for_test.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

using namespace asrg;
using test::Random;

namespace {

using Place = std::tuple<int, int, int, int>;  ///< level, x, y, z

Place place(int level, glm::ivec3 p) { return {level, p.x, p.y, p.z}; }

/// The active cells of bricks, in cells of their own level.
std::set<Place> cells_of(const Lattice& lattice, const std::vector<Brick>& bricks) {
  std::set<Place> cells;
  for (const Brick& b : bricks)
    for (int i = 0; i < brick_cells; ++i) {
      const glm::ivec3 c{i % 8, i / 8 % 8, i / 64};
      if (b.active(c.x, c.y, c.z)) cells.insert(place(b.level, b.coordinate * brick_edge + c));
    }
  REQUIRE(lattice.levels > 0);
  return cells;
}

/// Calls f(cell's number, level, cell) for every active cell of a topology.
template <class Function>
void each_cell(const Topology& t, Function&& f) {
  std::int32_t n = 0;
  for (const Brick& b : t.bricks)
    for (int i = 0; i < brick_cells; ++i) {
      const glm::ivec3 c{i % 8, i / 8 % 8, i / 64};
      if (b.active(c.x, c.y, c.z)) f(n++, b.level, b.coordinate * brick_edge + c);
    }
}

struct Mixed {
  Random random;
  Lattice lattice;
  Topology topology;
  Device device = Device::cpu(3);
  DeviceTopology on_device;

  explicit Mixed(std::uint32_t seed) : random(seed) {
    lattice.base_bricks = {2, 2, 1};
    lattice.levels = 3;
    topology = build_topology(lattice, test::random_bricks(lattice, random));
    on_device = DeviceTopology(device, topology);
  }
  std::vector<float> random_weights() {
    std::vector<float> w(static_cast<std::size_t>(topology.cell_count()));
    for (float& x : w) x = random.unit();
    return w;
  }
};

bool in_canonical_order(const Lattice& lattice, const std::vector<Brick>& bricks) {
  auto sorted = bricks;
  sort_bricks(lattice, sorted);
  return std::equal(bricks.begin(), bricks.end(), sorted.begin(),
                    [](const Brick& a, const Brick& b) { return a.level == b.level && a.coordinate == b.coordinate; });
}

}  // namespace

TEST_CASE("pruning leaves exactly the cells whose weight reached the threshold") {
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    Mixed m(seed);
    const auto weight = m.random_weights();
    const Buffer<Brick> pruned = prune_cells(m.device, m.on_device, Buffer<float>(m.device, weight).data(), 0.9f);
    REQUIRE(pruned.size() == m.topology.bricks.size());
    std::set<Place> expected;
    each_cell(m.topology, [&](std::int32_t n, int level, glm::ivec3 c) {
      if (weight[n] >= 0.9f) expected.insert(place(level, c));
    });
    REQUIRE(expected.size() > 100);
    CHECK(cells_of(m.lattice, pruned.download()) == expected);
    const auto kept = without_empty(m.device, pruned).download();
    CHECK(cells_of(m.lattice, kept) == expected);
    CHECK(std::none_of(kept.begin(), kept.end(), [](const Brick& b) { return b.empty(); }));
    CHECK(in_canonical_order(m.lattice, kept));
  }
}

TEST_CASE("the bricks with the largest error a cell are split first, up to a share of the error and a number of cells") {
  Mixed m(4);
  auto error = m.random_weights();
  for (std::size_t b = 0; b < m.topology.bricks.size(); ++b) {
    const float scale = 1 + m.random.unit();
    for (std::int32_t c = m.topology.cell_begin[b]; c < m.topology.cell_begin[b + 1]; ++c) error[c] *= scale;
  }
  const Buffer<float> on_device(m.device, error);
  const auto density = [&](std::size_t b) {
    double sum = 0;
    for (std::int32_t c = m.topology.cell_begin[b]; c < m.topology.cell_begin[b + 1]; ++c) sum += error[c];
    return std::pair(sum, sum / (m.topology.cell_begin[b + 1] - m.topology.cell_begin[b]));
  };
  const auto check = [&](float share, std::int64_t max_cells) {
    const auto split = choose_splits(m.device, m.on_device, on_device.data(), share, max_cells);
    REQUIRE(split.size() == m.topology.bricks.size());
    double total = 0, taken = 0, best_left = 0, worst_taken = 1e9;
    std::int64_t cells = 0;
    for (std::size_t b = 0; b < split.size(); ++b) {
      if (m.topology.bricks[b].level == m.lattice.finest()) {
        CHECK(split[b] == 0);
        continue;
      }
      const auto [sum, mean] = density(b);
      total += sum;
      (split[b] ? worst_taken : best_left) = split[b] ? std::min(worst_taken, mean) : std::max(best_left, mean);
      if (!split[b]) continue;
      taken += sum;
      cells += 8 * (m.topology.cell_begin[b + 1] - m.topology.cell_begin[b]);
    }
    CHECK(worst_taken >= best_left);
    CHECK(cells <= max_cells);
    return taken / total;
  };
  CHECK(check(1.0f, 1 << 30) == 1);
  const double half = check(0.5f, 1 << 30);
  CHECK(half >= 0.5);
  CHECK(half < 1);
  CHECK(check(1.0f, m.topology.cell_count()) < 1);  // an eighth of the cells at most
  CHECK(check(1.0f, 0) == 0);
}

TEST_CASE("bricks are split into the children that hold density, all others stay") {
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    Mixed m(seed);
    const auto values =
        test::values_of(m.topology, [](glm::vec3 p) { return Channels{5.0f * std::sin(0.15f * p.x) - 4.0f, 0, 0, 0, 0, 0, 0, 0}; });
    const Buffer<Channels> on_device(m.device, values);
    std::vector<std::uint8_t> split(m.topology.bricks.size());
    for (auto& s : split) s = m.random.below(2) == 0;
    const auto weight = m.random_weights();
    const Buffer<Brick> pruned = prune_cells(m.device, m.on_device, Buffer<float>(m.device, weight).data(), 0.3f);
    const float least_opacity = 0.05f;
    const auto result =
        without_empty(m.device, split_occupied(m.device, m.on_device, pruned, split, on_device.data(), least_opacity)).download();
    CHECK(in_canonical_order(m.lattice, result));

    std::set<Place> expected;
    int near_the_limit = 0, dropped = 0;
    std::size_t brick = 0;
    each_cell(m.topology, [&](std::int32_t n, int level, glm::ivec3 c) {
      while (n >= m.topology.cell_begin[brick + 1]) ++brick;
      if (weight[n] < 0.3f) return;
      if (!split[brick] || level == m.lattice.finest()) {
        expected.insert(place(level, c));
        return;
      }
      for (int k = 0; k < 8; ++k) {
        const glm::ivec3 octant{k & 1, k >> 1 & 1, k >> 2};
        double highest = -1e9;
        for (int j = 0; j < 8; ++j) {
          const glm::dvec3 f = 0.5 * glm::dvec3(octant + glm::ivec3(j & 1, j >> 1 & 1, j >> 2));
          double density = 0;
          for (int i = 0; i < 8; ++i)
            density +=
                (i & 1 ? f.x : 1 - f.x) * (i & 2 ? f.y : 1 - f.y) * (i & 4 ? f.z : 1 - f.z) * values[m.topology.cell_corners[n][i]].v[0];
          highest = std::max(highest, density);
        }
        // Opacity over the child's width, for small ones: extinction times width.
        const double width = m.lattice.stride(level + 1) / static_cast<double>(m.lattice.reference_length());
        const double excess = std::exp(std::max<double>(highest, min_log_extinction)) * width / least_opacity;
        near_the_limit += std::abs(excess - 1) < 1e-5;
        dropped += excess < 1;
        if (excess >= 1) expected.insert(place(level + 1, 2 * c + octant));
      }
    });
    REQUIRE(near_the_limit == 0);
    CHECK(dropped > 100);
    CHECK(cells_of(m.lattice, result) == expected);
  }
}

TEST_CASE("families of siblings merge where their residuals are flat, and only there") {
  int merged = 0, kept = 0;
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    Mixed m(seed);
    std::vector<Channels> residuals(m.topology.corners.size());
    // Flat in one half, rough in the other.
    for (std::size_t i = 0; i < residuals.size(); ++i) {
      const bool flat = morton_decode(m.topology.corners[i]).x < m.lattice.extent().x / 2;
      residuals[i] = splat((flat ? 0.02f : 1.0f) * (2 * m.random.unit() - 1));
    }
    const Channels scale = splat(0.5f);
    const Buffer<Channels> on_device(m.device, residuals);
    const auto result = without_empty(m.device, merge_flat_bricks(m.device, m.on_device, on_device.data(), scale)).download();
    CHECK(in_canonical_order(m.lattice, result));

    std::map<Place, std::vector<std::size_t>> families;
    for (std::size_t b = 0; b < m.topology.bricks.size(); ++b)
      if (m.topology.bricks[b].level > 0) families[place(m.topology.bricks[b].level - 1, m.topology.bricks[b].coordinate / 2)].push_back(b);
    std::vector<Brick> expected;
    std::set<std::size_t> gone;
    for (const auto& [parent, members] : families) {
      const auto [level, x, y, z] = parent;
      const bool nested = std::any_of(
          m.topology.bricks.begin(), m.topology.bricks.end(),
          [&, l = level, p = glm::ivec3(x, y, z)](const Brick& b) { return b.level > l + 1 && (b.coordinate >> (b.level - l)) == p; });
      if (nested) continue;
      double energy = 0, corners = 0;
      std::vector<Brick> children;
      for (const std::size_t b : members) {
        children.push_back(m.topology.bricks[b]);
        for (std::int32_t c = m.topology.cell_begin[b]; c < m.topology.cell_begin[b + 1]; ++c)
          for (const std::int32_t corner : m.topology.cell_corners[c]) {
            if (corner < m.topology.level_begin[level + 1]) continue;
            ++corners;
            for (int k = 0; k < Channels::count; ++k) energy += std::pow(residuals[corner].v[k] / scale.v[k], 2);
          }
      }
      REQUIRE(std::abs(energy - corners) > 1e-4 * corners);
      ++(energy < corners ? merged : kept);
      if (energy >= corners) continue;
      expected.push_back(merge_bricks(children));
      gone.insert(members.begin(), members.end());
    }
    for (std::size_t b = 0; b < m.topology.bricks.size(); ++b)
      if (!gone.contains(b)) expected.push_back(m.topology.bricks[b]);
    CHECK(cells_of(m.lattice, result) == cells_of(m.lattice, expected));
    CHECK(result.size() == expected.size());
  }
  CHECK(merged > 3);
  CHECK(kept > 3);
}
