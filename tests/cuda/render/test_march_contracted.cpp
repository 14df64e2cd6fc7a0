#include <catch2/catch.hpp>

#include "cuda/render/march.h"
#include "cuda/render/renderer.h"
#include "tests/cuda/render/field_for_test.h"

#include <algorithm>
#include <cmath>

using namespace asrg;

namespace {

Lattice with_surroundings(glm::ivec3 base_bricks, int levels) {
  Lattice l;
  l.origin = {-3, -2, 1};
  l.cell = 0.07f;
  l.base_bricks = base_bricks;
  l.levels = levels;
  l.surroundings = true;
  return l;
}

struct Walked {
  std::vector<Sample> samples;
  int steps = 0;
};

template <class View>
Walked walked(const View& g, const Ray& ray, float step) {
  Walked w;
  w.steps = march(g, ray, step, 0.5f, [&](const Sample& s) {
    w.samples.push_back(s);
    return true;
  });
  return w;
}

/// A random ray: its origin is at most a few box sizes from the box.
Ray random_ray(const Lattice& l, test::Random& random) {
  const Box box = l.box();
  const glm::vec3 centre = 0.5f * (box.min + box.max), size = box.max - box.min;
  return {centre + 3.0f * size * (glm::vec3(random.unit(), random.unit(), random.unit()) - 0.5f), test::random_direction(random)};
}

/// The level of the active cell at a lattice position; -1 where there is none.
int level_at(const Topology& t, glm::vec3 p) {
  for (const Brick& b : t.bricks) {
    const auto stride = static_cast<float>(t.lattice.stride(b.level));
    const glm::ivec3 cell(glm::floor(p / stride));
    const glm::ivec3 within = cell - b.coordinate * brick_edge;
    if (glm::any(glm::lessThan(within, glm::ivec3(0))) || glm::any(glm::greaterThanEqual(within, glm::ivec3(brick_edge)))) continue;
    return b.active(within.x, within.y, within.z) ? b.level : -1;
  }
  return -1;
}

/// The length of a ray inside active cells in contracted lattice units, summed in small steps.
double length_in_cells(const Topology& t, const Ray& ray) {
  const Lattice& l = t.lattice;
  const glm::vec3 unit = 1.0f / (l.quarter() * l.cell), centre = l.origin + l.centre() * l.cell;
  double sum = 0;
  for (double distance = 0;;) {
    const glm::vec3 u = (ray.origin + static_cast<float>(distance) * ray.direction - centre) * unit;
    if (maximum_norm(u) > surroundings_reach && glm::dot(u, ray.direction) > 0) return sum;
    const double speed = glm::length(l.quarter() * test::contracted_velocity(u, ray.direction * unit)), d = 0.02 / speed;
    if (level_at(t, l.centre() + l.quarter() * contract(u)) >= 0) sum += speed * d;
    distance += d;
  }
}

}  // namespace

TEST_CASE("a ray through surroundings takes samples all along its way in active cells") {
  test::Random random(3);
  const Lattice l = with_surroundings({2, 2, 2}, 2);
  const Topology t = build_topology(l, test::random_bricks(l, random));
  Device device = Device::cpu(1);
  const Grid grid = test::filled_grid(device, t, std::vector<Channels>(t.corners.size(), splat(0.0f)));
  double expected = 0, sampled = 0;
  int hits = 0;
  for (int i = 0; i < 60; ++i) {
    const Ray ray = random_ray(l, random);
    const double length = length_in_cells(t, ray);
    const Walked w = walked(grid.view(), ray, 0.1f);
    double sum = 0;
    float last = -1;
    for (const Sample& s : w.samples) {
      sum += s.dt;
      CHECK(s.dt == Approx(0.1f * static_cast<float>(1 << s.shift)));
      REQUIRE(s.t > last);
      last = s.t;
      for (int k = 0; k < 3; ++k) REQUIRE((s.fraction[k] > -0.05f && s.fraction[k] < 1.05f));
      const glm::vec3 p = l.to_lattice(ray.origin + s.t * l.cell * ray.direction);
      const glm::vec3 low = glm::floor(p / static_cast<float>(1 << s.shift));
      const glm::vec3 f = p / static_cast<float>(1 << s.shift) - low;
      // The sample's position agrees with its fraction, except for rounding at the cell's faces.
      for (int k = 0; k < 3; ++k) CHECK(std::min(std::abs(f[k] - s.fraction[k]), 1 - std::abs(f[k] - s.fraction[k])) < 0.02f);
    }
    CHECK(sum == Approx(length).margin(1.5 + 0.03 * length));
    expected += length;
    sampled += sum;
    hits += !w.samples.empty();
  }
  CHECK(hits > 30);
  CHECK(sampled == Approx(expected).epsilon(0.02));
}

TEST_CASE("a contracted ray's pieces are where contract() puts its points, and move as they do") {
  test::Random random(7);
  const glm::vec3 quarter(64, 128, 32);
  int pieces = 0;
  for (int i = 0; i < 400; ++i) {
    const glm::vec3 o = 6.0f * (glm::vec3(random.unit(), random.unit(), random.unit()) - 0.5f);
    glm::vec3 v = 0.02f * test::random_direction(random);
    if (i % 4 == 0) v[i / 4 % 3] = 0.0f;  // along a face
    v = slanted(v);
    const float t_end = exit_distance(o, 1.0f / v, glm::vec3(-8), glm::vec3(8));
    for (float t = 0; t < t_end;) {
      const ContractedPiece piece = piece_at(o, v, quarter, t, t_end);
      REQUIRE(piece.end > 0);
      const float straight = piece.straight();
      for (const float share : {0.0f, 0.3f, 0.8f, 1.0f}) {
        const float s = share * piece.end;
        const glm::vec3 u = o + piece.t(s) * v, expected = quarter * test::contracted_velocity(u, v), velocity = piece.velocity(s);
        CHECK(glm::length(piece.position(s) - quarter * contract(u)) < 5e-4f * 128);
        // The same direction, but not the same speed, since s is not t. At the piece's ends the direction changes.
        if (share > 0 && share < 1 && piece.end > 0.05f) CHECK(glm::dot(glm::normalize(velocity), glm::normalize(expected)) > 0.999f);
        const float ahead = std::min(straight, piece.end - s);
        CHECK(glm::length(piece.position(s + ahead) - piece.position(s) - ahead * velocity) < 1.0f);
      }
      t = std::max(piece.t(piece.end), t + 1e-5f);
      REQUIRE(++pieces < 400 * 10);
    }
  }
  CHECK(pieces > 400 * 2);
}

TEST_CASE("a ray ends, and its samples are no more than there is room for") {
  test::Random random(4);
  const Lattice l = with_surroundings({4, 2, 4}, 3);
  const Topology t = test::full_topology(l, l.finest());
  Device device = Device::cpu(1);
  const Grid grid = test::filled_grid(device, t, std::vector<Channels>(t.corners.size(), splat(0.0f)));
  for (int i = 0; i < 500; ++i) {
    Ray ray = random_ray(l, random);
    if (i % 5 == 0) ray.direction = glm::vec3(i % 3 == 0, i % 3 == 1, i % 3 == 2);
    if (i % 7 == 0) ray.origin = l.box().min;
    for (const float step : {0.25f, 0.5f, 2.0f}) {
      const Walked w = walked(grid.view(), ray, step);
      CHECK(static_cast<int>(w.samples.size()) <= most_samples(l.extent(), step, true));
      CHECK(w.steps < 5 * most_samples(l.extent(), step, true));
    }
  }
}

TEST_CASE("in the box alone a model with surroundings is what it would be without") {
  test::Random random(5);
  Lattice inner = with_surroundings({2, 2, 2}, 2), outer = inner;
  inner.surroundings = false;
  outer.base_bricks *= 2;
  outer.origin -= outer.quarter() * outer.cell;
  const std::vector<Brick> bricks = test::random_bricks(inner, random);
  std::vector<Brick> moved = bricks;
  for (Brick& b : moved) b.coordinate += glm::ivec3(1 << b.level);
  const auto field = [](glm::vec3 world) {
    return Channels{2.0f * std::sin(3.0f * world.x) + std::cos(4.0f * world.y), 0.5f, 0.1f * world.z, 0.1f, 0, 0, 0, 0};
  };
  const auto model_of = [&](Device& device, const Lattice& l, std::vector<Brick> leaves, bool wall) {
    if (wall) leaves.push_back({{0, 0, 0}, 0, {~0ULL, ~0ULL, ~0ULL, ~0ULL, ~0ULL, ~0ULL, ~0ULL, ~0ULL}});
    const Topology t = build_topology(l, std::move(leaves));
    const auto residuals = test::residuals_of(t, [&](glm::vec3 p) { return field(l.origin + l.cell * p); });
    return RenderModel(device, t, residuals, test::constant_shader(0), {});
  };
  Device device = Device::cpu(2);
  const RenderModel a = model_of(device, inner, bricks, false), b = model_of(device, outer, moved, false),
                    c = model_of(device, outer, moved, true);
  const glm::vec3 centre = 0.5f * (inner.box().min + inner.box().max);
  CHECK(glm::length(outer.box().min - inner.box().min) < 1e-5f);
  const Camera camera = test::camera_towards(centre + glm::vec3(4, 3, 2.5f), centre, {90, 80}, 80);
  RenderSettings settings;
  // The number of pixels that differ; a few do where a cell's face is seen edge-on.
  const auto different = [&](const RenderModel& x, const RenderModel& y, const RenderSettings& of_y) {
    const ImageF p = render(device, x, camera, settings), q = render(device, y, camera, of_y);
    int count = 0;
    for (std::size_t i = 0; i < p.pixels.size(); i += 4) count += std::abs(p.pixels[i] - q.pixels[i]) > 0.02f;
    return count;
  };
  settings.step = 0.2f;  // small, since the two do not sample at the same positions
  CHECK(different(a, b, settings) < 36);
  RenderSettings alone = settings;
  alone.surroundings = false;
  CHECK(different(a, c, alone) < 36);
  CHECK(different(a, c, settings) > 360);
}
