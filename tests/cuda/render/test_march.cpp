#include "cuda/grid/distance.h"
#include "cuda/grid/grid.h"
#include "cuda/grid/hierarchy.h"
#include "cuda/render/march.h"
#include "cuda/render/renderer.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <random>
#include <set>

using namespace asrg;

namespace {

Lattice small_lattice() {
  Lattice l;
  l.origin = {-1, -1, -1};
  l.levels = 3;
  l.base_bricks = {1, 1, 1};
  l.cell = 2.0f / 32;
  return l;
}

/// Random active cells, with one octant of the box two levels finer than another.
Topology random_topology(std::uint32_t seed) {
  const Lattice l = small_lattice();
  std::mt19937 random(seed);
  Brick root;
  for (auto& word : root.cells) word = static_cast<std::uint64_t>(random()) << 32 | random();
  std::vector<Brick> bricks = split_bricks(l, std::vector<Brick>{root}, std::vector<std::uint8_t>{1});
  std::vector<std::uint8_t> some(bricks.size(), 0);
  some[0] = some[3] = 1;
  return build_topology(l, split_bricks(l, bricks, some));
}

glm::vec3 random_direction(std::mt19937& random) {
  std::normal_distribution<float> normal;
  return glm::normalize(glm::vec3(normal(random), normal(random), normal(random)));
}

/// The leaf cell index at a lattice point, or -1; by search.
std::int32_t cell_at(const Topology& t, glm::vec3 p) {
  for (std::size_t i = 0; i < t.bricks.size(); ++i) {
    const Brick& b = t.bricks[i];
    const int stride = t.lattice.stride(b.level);
    const glm::vec3 q = (p - glm::vec3(b.coordinate * brick_edge * stride)) / static_cast<float>(stride);
    if (glm::any(glm::lessThan(q, glm::vec3(0))) || glm::any(glm::greaterThanEqual(q, glm::vec3(brick_edge)))) continue;
    std::int32_t slot = t.cell_begin[i];
    for (int z = 0; z < 8; ++z)
      for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x)
          if (b.active(x, y, z)) {
            if (glm::ivec3(q) == glm::ivec3(x, y, z)) return slot;
            ++slot;
          }
    return -1;
  }
  return -1;
}

}  // namespace

TEST_CASE("empty distances are the Chebyshev distances") {
  std::mt19937 random(3);
  const glm::ivec3 size{7, 5, 6};
  std::vector<std::int32_t> table(7 * 5 * 6, -1);
  for (auto& e : table)
    if (random() % 20 == 0) e = 4;
  auto result = table;
  write_empty_distances(result, size, 100);
  for (int i = 0; i < static_cast<int>(table.size()); ++i) {
    if (table[i] >= 0) {
      CHECK(result[i] == 4);
      continue;
    }
    int nearest = 100;
    for (int j = 0; j < static_cast<int>(table.size()); ++j)
      if (table[j] >= 0)
        nearest = std::min(nearest, std::max({std::abs(i % 7 - j % 7), std::abs(i / 7 % 5 - j / 7 % 5), std::abs(i / 35 - j / 35)}));
    CHECK(result[i] == -nearest);
  }
}

TEST_CASE("a march samples active cells only, in order, and misses none that is crossed at length") {
  Device device = Device::cpu(1);
  const Topology t = random_topology(7);
  Grid grid(device, t);
  const GridView view = grid.view();
  std::mt19937 random(11);
  for (int n = 0; n < 300; ++n) {
    const glm::vec3 target = 0.9f * glm::vec3(random_direction(random));
    Ray ray{3.0f * random_direction(random), {}};
    if (n % 5 == 0) ray.origin *= 0.1f;
    ray.direction = glm::normalize(target - ray.origin);
    if (n % 7 == 0) ray = {{0.013f, -0.21f, 3.0f}, {0, 0, -1}};
    std::set<std::int32_t> seen;
    float last = -1;
    const glm::vec3 o = (ray.origin - view.origin) * view.inverse_cell;
    march(view, ray, 0.25f, 0.5f, [&](const Sample& s) {
      CHECK(s.t > last);
      last = s.t;
      seen.insert(s.cell);
      const std::int32_t expected = cell_at(t, o + s.t * ray.direction);
      // On a face, rounding decides for either side.
      const bool on_face = glm::any(glm::lessThan(glm::min(s.fraction, 1.0f - s.fraction), glm::vec3(2e-3f)));
      CHECK((expected == s.cell || on_face));
      return true;
    });
    std::map<std::int32_t, int> crossed;
    for (float at = 0; at < 120; at += 0.05f) {
      const std::int32_t cell = cell_at(t, o + at * ray.direction);
      if (cell >= 0) ++crossed[cell];
    }
    for (const auto& [cell, steps] : crossed) {
      int width = 1;
      for (std::size_t b = 0; b < t.bricks.size(); ++b)
        if (cell >= t.cell_begin[b] && cell < t.cell_begin[b + 1]) width = t.lattice.stride(t.bricks[b].level);
      // Sampled four times a cell; where a run of cells begins, the first sample lies half a step behind the face.
      if (static_cast<float>(steps) * 0.05f > 0.6f * static_cast<float>(width)) CHECK(seen.contains(cell));
    }
  }
}

TEST_CASE("hierarchical synthesis and its transpose are adjoint") {
  Device device = Device::cpu(2);
  const Topology t = random_topology(5);
  const Hierarchy h(device, t);
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<Channels> r(t.corners.size()), g(t.corners.size()), v(t.corners.size());
  for (auto* list : {&r, &g})
    for (Channels& c : *list)
      for (float& x : c.v) x = uniform(random);
  h.synthesize(device, r.data(), v.data());
  double a = 0, b = 0;
  for (std::size_t i = 0; i < v.size(); ++i)
    for (int k = 0; k < 8; ++k) a += static_cast<double>(v[i].v[k]) * g[i].v[k];
  h.transpose(device, g.data());
  for (std::size_t i = 0; i < v.size(); ++i)
    for (int k = 0; k < 8; ++k) b += static_cast<double>(r[i].v[k]) * g[i].v[k];
  CHECK(a == Approx(b).epsilon(1e-4));
}

TEST_CASE("a drawn ball is opaque, has the right depth and normals") {
  Device device = Device::cpu(2);
  Lattice l = small_lattice();
  Brick root;
  root.cells.fill(~std::uint64_t{0});
  std::vector<Brick> bricks{root};
  for (int i = 0; i < 2; ++i) bricks = split_bricks(l, bricks, std::vector<std::uint8_t>(bricks.size(), 1));
  const Topology t = build_topology(l, bricks);
  // Values first, then residuals by subtracting the parents' mean.
  std::vector<Channels> values(t.corners.size(), splat(0.0f)), residuals;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const glm::vec3 p = l.to_world(glm::vec3(morton_decode(t.corners[i])));
    values[i].v[0] = 60.0f * (0.6f - glm::length(p));
    values[i].v[1] = 0.5f;
  }
  residuals = values;
  for (std::int32_t i = t.level_begin[1]; i < t.corner_count(); ++i) {
    int n = 0;
    Channels sum = splat(0.0f);
    for (const std::int32_t p : t.parents[i])
      if (p >= 0) {
        add_scaled(sum, 1.0f, values[p]);
        ++n;
      }
    add_scaled(residuals[i], -1.0f / static_cast<float>(n), sum);
  }
  ShaderWeights shader{};
  for (float& b : shader.b3) b = -30.0f;
  const RenderModel model(device, t, residuals, shader, {});
  Camera camera;
  camera.position = {0, 0, -3};
  camera.size = {64, 64};
  camera.focal = glm::vec2(100);
  camera.principal_point = glm::vec2(32);
  RenderSettings settings;
  const ImageF final = render(device, model, camera, settings);
  CHECK(final.at(32, 32)[3] == Approx(1.0f).margin(0.01));
  CHECK(final.at(32, 32)[0] == Approx(0.5f).margin(0.01));
  CHECK(final.at(0, 0)[3] == Approx(0.0f).margin(0.01));
  CHECK(final.at(0, 0)[0] == Approx(1.0f).margin(0.01));
  settings.layer = Layer::normal;
  const ImageF normal = render(device, model, camera, settings);
  CHECK(normal.at(32, 32)[2] == Approx(0.0f).margin(0.03));
  CHECK(normal.at(32 + 15, 32)[0] > 0.75f);
  settings.layer = Layer::depth;
  const float depth = render(device, model, camera, settings).at(32, 32)[0];
  const float diagonal = glm::length(glm::vec3(2.0f));
  CHECK((depth - 0.5f) * diagonal == Approx(-0.6f).margin(2.0f / 32));
}

TEST_CASE("spherical harmonics are orthonormal") {
  double gram[16][16] = {};
  const int n = 20000;
  for (int i = 0; i < n; ++i) {
    const float z = 1.0f - 2.0f * (static_cast<float>(i) + 0.5f) / n, a = 2.39996323f * static_cast<float>(i), s = std::sqrt(1 - z * z);
    float y[16];
    spherical_harmonics({s * std::cos(a), s * std::sin(a), z}, y);
    for (int j = 0; j < 16; ++j)
      for (int k = 0; k < 16; ++k) gram[j][k] += 4 * 3.14159265358979 * y[j] * y[k] / n;
  }
  for (int j = 0; j < 16; ++j)
    for (int k = 0; k < 16; ++k) CHECK(gram[j][k] == Approx(j == k ? 1.0 : 0.0).margin(1e-3));
}
