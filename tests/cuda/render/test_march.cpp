#include <catch2/catch.hpp>

#include "cuda/render/march.h"
#include "tests/cuda/render/field_for_test.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace asrg;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

struct CellBox {
  glm::dvec3 low;
  double width;
  int shift;
};

struct Crossing {
  double begin, end;
};

/// The reference for a march through a topology: every active cell is intersected with the ray in double precision.
class Cells {
 public:
  explicit Cells(const Topology& t) {
    for (std::size_t b = 0; b < t.bricks.size(); ++b)
      for (std::int32_t c = t.cell_begin[b]; c < t.cell_begin[b + 1]; ++c) {
        const int stride = t.lattice.stride(t.bricks[b].level);
        boxes_.push_back({glm::dvec3(test::cell_origin(t, b, c - t.cell_begin[b])), static_cast<double>(stride),
                          t.lattice.finest() - t.bricks[b].level});
        widest_ = std::max(widest_, boxes_.back().width);
      }
  }
  const CellBox& operator[](std::int32_t i) const { return boxes_[static_cast<std::size_t>(i)]; }
  std::int32_t count() const { return static_cast<std::int32_t>(boxes_.size()); }
  /// Edge of the widest cell.
  double widest() const { return widest_; }

  /// The interval of a ray, in front of its origin, inside a cell that is shrunk on all sides by `margin`; end < begin where it misses the cell.
  Crossing cut(std::int32_t i, glm::dvec3 origin, glm::dvec3 direction, double margin) const {
    const CellBox& box = (*this)[i];
    Crossing c{0, infinite};
    for (int k = 0; k < 3; ++k) {
      const double low = box.low[k] + margin - origin[k], high = box.low[k] + box.width - margin - origin[k];
      if (direction[k] == 0) {
        if (low > 0 || high < 0) return {0, -1};
        continue;
      }
      c.begin = std::max(c.begin, std::min(low / direction[k], high / direction[k]));
      c.end = std::min(c.end, std::max(low / direction[k], high / direction[k]));
    }
    return c;
  }

 private:
  std::vector<CellBox> boxes_;
  double widest_ = 0;
};

struct Walk {
  std::vector<Sample> samples;
  int steps = 0;
};

/// A ray in lattice units.
struct LatticeRay {
  glm::vec3 origin, direction;
};

Ray to_world(const Lattice& lattice, const LatticeRay& r) { return {lattice.to_world(r.origin), r.direction}; }

Walk walk(const GridView& g, const Ray& ray, float step, float jitter) {
  Walk w;
  w.steps = march(g, ray, step, jitter, [&](const Sample& s) {
    w.samples.push_back(s);
    return true;
  });
  return w;
}

/// Compares a march with the reference. @return the number of cells that had to be sampled
int check_walk(const GridView& g, const Lattice& lattice, const Cells& cells, const LatticeRay& wanted, float step, float jitter) {
  const Ray ray = to_world(lattice, wanted);
  const glm::dvec3 o((ray.origin - g.origin) * g.inverse_cell), d(ray.direction);
  const double tolerance = 0.008 * cells.widest() + 1e-3;
  const Walk w = walk(g, ray, step, jitter);
  CAPTURE(o.x, o.y, o.z, d.x, d.y, d.z, step, jitter);

  std::vector<std::uint8_t> sampled(static_cast<std::size_t>(cells.count()), 0);
  // The interval in which the ray may enter each cell: for a ray at a shallow angle to a face, rounding moves the entry far along the ray.
  std::vector<Crossing> entries;
  for (std::int32_t i = 0; i < cells.count(); ++i) {
    const Crossing loose = cells.cut(i, o, d, -1e-3), tight = cells.cut(i, o, d, 1e-3);
    entries.push_back({loose.begin, tight.end > tight.begin ? tight.begin : loose.end});
  }

  const auto begins_a_run = [&](const Sample& s) {
    for (const Crossing& e : entries)
      for (int shift = 0; shift < Lattice::max_levels && e.end >= e.begin; ++shift) {
        const double from = s.t - static_cast<double>(jitter * step) * (1 << shift);
        if (from > e.begin - tolerance && from < e.end + tolerance) return true;
      }
    return false;
  };
  for (std::size_t i = 0; i < w.samples.size(); ++i) {
    const Sample& s = w.samples[i];
    REQUIRE(s.key >= 0);
    REQUIRE(s.key < cells.count());
    sampled[s.key] = 1;
    const CellBox& cell = cells[s.key];
    REQUIRE(s.shift == cell.shift);
    REQUIRE(s.dt == Approx(step * cell.width));
    const glm::dvec3 place = cell.low + cell.width * glm::dvec3(s.fraction);
    REQUIRE(glm::length(place - (o + static_cast<double>(s.t) * d)) < 1e-3);
    for (int k = 0; k < 3; ++k) {
      REQUIRE(s.fraction[k] > -2e-3f);
      REQUIRE(s.fraction[k] < 1.002f);
    }
    if (i == 0) {
      REQUIRE(begins_a_run(s));
      continue;
    }
    const Sample& before = w.samples[i - 1];
    REQUIRE(s.t > before.t);
    // The sample either follows the last one directly, or there is a gap between them.
    if (std::abs(s.t - before.t - before.dt) > tolerance) {
      REQUIRE(s.t > before.t + before.dt);
      REQUIRE(begins_a_run(s));
    }
  }
  int needed = 0;
  for (std::int32_t i = 0; i < cells.count(); ++i) {
    const Crossing c = cells.cut(i, o, d, 1e-3);
    if (c.end - c.begin < step * cells.widest() + tolerance) continue;
    ++needed;
    CAPTURE(i, c.begin, c.end, cells[i].width);
    REQUIRE(sampled[i]);
  }
  const glm::ivec3 e = g.extent;
  REQUIRE(w.steps <= 2 * static_cast<int>(w.samples.size()) + 4 * (e.x + e.y + e.z) + 16);
  return needed;
}

glm::vec3 random_point(test::Random& random, glm::ivec3 extent) {
  return glm::vec3(random.unit(), random.unit(), random.unit()) * glm::vec3(extent);
}

glm::vec3 corner_point(test::Random& random, glm::ivec3 extent) {
  return glm::vec3(random.below(extent.x + 1), random.below(extent.y + 1), random.below(extent.z + 1));
}

/// A random ray of a random kind: through the box from outside, from within, along an axis, in the plane of faces, through corners.
LatticeRay random_ray(test::Random& random, glm::ivec3 extent) {
  const glm::vec3 inside = random_point(random, extent);
  const float far = 1.5f * glm::length(glm::vec3(extent));
  glm::vec3 axis(0.0f);
  axis[random.below(3)] = random.below(2) ? 1.0f : -1.0f;
  const glm::vec3 direction = test::random_direction(random);
  switch (random.below(8)) {
    case 0:
    case 1: return {inside - far * direction, direction};
    case 2: return {inside, direction};
    case 3: return {inside - far * axis, axis};
    case 4: return {corner_point(random, extent) - std::floor(far) * axis, axis};
    case 5: return {corner_point(random, extent), direction};
    case 6: {  // nearly along an axis, in the plane of faces
      const glm::vec3 tilted = glm::normalize(axis + std::pow(10.0f, -2.0f - 3.0f * random.unit()) * direction);
      return {corner_point(random, extent) - far * tilted, tilted};
    }
    default: {  // through corners only
      const glm::vec3 diagonal(random.below(2) ? 1.0f : -1.0f, random.below(2) ? 1.0f : -1.0f, random.below(3) - 1.0f);
      return {corner_point(random, extent) - 40.0f * diagonal, glm::normalize(diagonal)};
    }
  }
}

}  // namespace

TEST_CASE("a march samples each active cell that it crosses, and nothing else: one level") {
  Device device = Device::cpu(1);
  int needed = 0;
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    test::Random random(seed);
    const Topology t = test::random_topology(random, {3, 2, 2}, 1);
    const Grid grid(device, t);
    const Cells cells(t);
    for (int n = 0; n < 150; ++n)
      needed +=
          check_walk(grid.view(), t.lattice, cells, random_ray(random, t.lattice.extent()), random.below(2) ? 0.5f : 0.11f, random.unit());
  }
  CHECK(needed > 1000);
}

TEST_CASE("a march samples each active cell that it crosses, and nothing else: mixed levels") {
  Device device = Device::cpu(1);
  int needed = 0;
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    test::Random random(10 + seed);
    const Topology t = test::random_topology(random, {1, 2, 1}, 3);
    const Grid grid(device, t);
    const Cells cells(t);
    for (int n = 0; n < 120; ++n)
      needed +=
          check_walk(grid.view(), t.lattice, cells, random_ray(random, t.lattice.extent()), random.below(2) ? 0.25f : 0.06f, random.unit());
  }
  CHECK(needed > 1000);
}

TEST_CASE("a march beside the box, or away from it, samples nothing") {
  Device device = Device::cpu(1);
  Lattice l;
  const Topology t = test::full_topology(l, 0);
  const Grid grid(device, t);
  const auto samples = [&](glm::vec3 origin, glm::vec3 direction) {
    return walk(grid.view(), {origin, direction}, 0.5f, 0.5f).samples.size();
  };
  CHECK(samples({4, 4, -5}, {0, 0, 1}) == 16);
  CHECK(samples({4, 4, -5}, {0, 0, -1}) == 0);
  CHECK(samples({9, 4, -5}, {0, 0, 1}) == 0);
  CHECK(samples({-0.5f, 4, -5}, {0, 0, 1}) == 0);
  CHECK(samples({20, 4, 4}, glm::normalize(glm::vec3(-1, 1, 0))) == 0);
  CHECK(samples({4, 4, 4}, {0, 0, 1}) == 8);
  CHECK(samples({4, 4, 8}, {0, 0, 1}) == 0);
  CHECK(samples({4, 4, 8}, {0, 0, -1}) == 16);
}

TEST_CASE("a march stops where the visitor says so") {
  Device device = Device::cpu(1);
  const Topology t = test::full_topology(Lattice{}, 0);
  const Grid grid(device, t);
  int visits = 0;
  march(grid.view(), {{4, 4, -5}, {0, 0, 1}}, 0.5f, 0.5f, [&](const Sample&) { return ++visits < 5; });
  CHECK(visits == 5);
}

TEST_CASE("a march ends however far away it begins") {
  Device device = Device::cpu(1);
  test::Random random(21);
  const Topology t = test::random_topology(random, {2, 2, 2}, 3);
  const Grid grid(device, t);
  const Cells cells(t);
  const glm::vec3 extent(t.lattice.extent());
  for (const float distance : {1e3f, 3e4f, 1e5f, 1e6f, 1e8f, 1e12f})
    for (int n = 0; n < 200; ++n) {
      const glm::vec3 direction = n % 4 ? test::random_direction(random) : glm::vec3(0, 0, 1);
      const Walk w =
          walk(grid.view(), to_world(t.lattice, {random_point(random, t.lattice.extent()) - distance * direction, direction}), 0.5f, 0.5f);
      CAPTURE(distance, n);
      REQUIRE(w.samples.size() < 1000);
      REQUIRE(w.steps < 5000);
      for (const Sample& s : w.samples) REQUIRE((s.key >= 0 && s.key < cells.count()));
    }
}

TEST_CASE("a ray that all but lies in a plane of faces does not creep") {
  Device device = Device::cpu(1);
  Lattice l;
  l.base_bricks = {16, 2, 2};
  Brick b;
  b.coordinate = {15, 0, 0};
  b.cells.fill(~std::uint64_t{0});
  const Topology t = build_topology(l, {b});
  const Grid grid(device, t);
  int most = 0;
  for (const float slope : {0.0f, 1e-12f, 1e-9f, 4.37e-8f, 1e-7f, 1e-6f, 1e-5f, 1e-3f})
    for (const float sign : {1.0f, -1.0f})
      for (const float y : {8.0f, 4.0f, 16.0f}) {
        const Walk w = walk(grid.view(), {{-10, y, 4.5f}, glm::normalize(glm::vec3(1, sign * slope, 0))}, 0.5f, 0.5f);
        most = std::max(most, w.steps);
      }
  CHECK(most < 2000);
}

TEST_CASE("a ray that is no ray ends as well") {
  Device device = Device::cpu(1);
  const Topology t = test::full_topology(Lattice{}, 0);
  const Grid grid(device, t);
  const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  for (const float bad : {nan, inf, -inf})
    for (int k = 0; k < 6; ++k) {
      Ray ray{{4, 4, -5}, {0, 0, 1}};
      (k < 3 ? ray.origin : ray.direction)[k % 3] = bad;
      CHECK(walk(grid.view(), ray, 0.5f, 0.5f).samples.size() < 100);
    }
}
