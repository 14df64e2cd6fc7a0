#include <catch2/catch.hpp>

#include "cuda/grid/compact_grid.h"
#include "cuda/render/march.h"
#include "cuda/render/render_kernel.h"
#include "tests/cuda/render/exact_and_compact.h"
#include "tests/fnv1a.h"

#include <algorithm>
#include <cmath>
#include <span>

using namespace asrg;

namespace {

struct Both : test::ExactAndCompact {
  explicit Both(std::uint32_t seed)
      : ExactAndCompact(seed, [](test::Random& numbers) {
          Channels c;
          for (int k = 0; k < Channels::count; ++k) c.v[k] = static_cast<float>(k + 1) * (2.0f * numbers.unit() - 0.7f);
          return c;
        }) {}

  Ray ray() {
    const glm::vec3 d = test::random_direction(random);
    const glm::vec3 o = glm::vec3(random.unit(), random.unit(), random.unit()) * glm::vec3(topology.lattice.extent()) - 150.0f * d;
    return {topology.lattice.to_world(o), d};
  }
};

}  // namespace

TEST_CASE("a ray takes the same samples in a compact grid, each within half a step of its leaf's range") {
  Both both(GENERATE(7u, 8u, 9u));
  const GridView g = both.exact.view();
  const CompactView h = both.compact.view();
  int samples = 0, shifts[3] = {};
  for (int n = 0; n < 300; ++n) {
    const Ray ray = both.ray();
    std::vector<Sample> taken;
    std::vector<Channels> expected;
    const int steps = march(g, ray, 0.5f, 0.5f, [&](const Sample& s) {
      taken.push_back(s);
      expected.push_back(interpolate(g, s));
      return true;
    });
    std::size_t next = 0;
    const int compact_steps = march(h, ray, 0.5f, 0.5f, [&](const Sample& s) {
      REQUIRE(next < taken.size());
      REQUIRE(s.t == taken[next].t);
      REQUIRE(s.at == taken[next].at);
      REQUIRE(s.fraction == taken[next].fraction);
      REQUIRE(s.shift == taken[next].shift);
      const Channels got = interpolate(h, s), scale = leaf_at(h, s.key).scale;
      for (int k = 0; k < Channels::count; ++k) REQUIRE(std::abs(got.v[k] - expected[next].v[k]) <= 0.501f * scale.v[k] + 1e-5f);
      ++shifts[s.shift];
      ++next;
      return true;
    });
    REQUIRE(next == taken.size());
    REQUIRE(steps == compact_steps);
    samples += static_cast<int>(next);
  }
  CHECK(samples > 500);
  for (const int count : shifts) CHECK(count > 50);
}

TEST_CASE("a compact leaf's range is that of its corners") {
  Both both(3);
  const CompactView h = both.compact.view();
  for (std::size_t b = 0; b < both.topology.bricks.size(); ++b) {
    const CompactLeaf& leaf = leaf_at(h, h.leaves[b].first);
    float low = INFINITY, high = -INFINITY;
    for (std::int32_t c = both.topology.cell_begin[b]; c < both.topology.cell_begin[b + 1]; ++c)
      for (const std::int32_t corner : both.topology.cell_corners[c]) {
        low = std::min(low, both.values[corner].v[2]);
        high = std::max(high, both.values[corner].v[2]);
      }
    REQUIRE(leaf.offset.v[2] == low);
    REQUIRE(leaf.offset.v[2] + 255 * leaf.scale.v[2] == Approx(high));
  }
}

TEST_CASE("a compact grid's memory is byte for byte what it was before it was written from flat bricks") {
  Device device = Device::cpu(2);
  test::Random random(31);
  const Topology t = test::random_topology(random, {2, 1, 2}, 3);
  std::vector<Channels> values(t.corners.size());
  // Ranges of 255, so that the result does not depend on rounding.
  for (Channels& v : values)
    for (float& x : v.v) x = static_cast<float>(random.below(2) * 255);
  const CompactGrid grid(device, t, values);
  const CompactView view = grid.view();
  const std::size_t entries = static_cast<std::size_t>(view.table_size.x * view.table_size.y * view.table_size.z);
  const std::size_t bytes = grid.bytes() - t.bricks.size() * sizeof(LeafPlace) - entries * sizeof(std::int32_t);
  test::Fnv1a hash;
  hash.add(std::as_bytes(std::span(view.lines, bytes)));
  CHECK(t.bricks.size() == 80);
  CHECK(bytes == 266240);
  CHECK(hash.value() == 0x4d283d31993e1be3ULL);
}

TEST_CASE("what is the same everywhere is exact in a compact grid") {
  Device device = Device::cpu(1);
  const Topology t = test::full_topology(Lattice{}, 0);
  const Channels value{1.5f, -0.25f, 0.1f, 0, 3, 1e-20f, -7, 0.3f};
  const CompactGrid compact(device, t, std::vector<Channels>(t.corners.size(), value));
  int samples = 0;
  march(compact.view(), {{-1, 2.3f, 4.1f}, glm::normalize(glm::vec3(1, 0.2f, -0.1f))}, 0.5f, 0.5f, [&](const Sample& s) {
    const Channels got = interpolate(compact.view(), s);
    for (int k = 0; k < Channels::count; ++k) REQUIRE(got.v[k] == value.v[k]);
    ++samples;
    return true;
  });
  CHECK(samples > 10);
}

TEST_CASE("a compact grid's normals are those of the exact one, within its steps") {
  Device device = Device::cpu(1);
  const Topology t = test::full_topology(Lattice{}, 0);
  const glm::vec3 slope(0.7f, -0.4f, 0.5f);
  const auto values = test::values_of(t, [&](glm::vec3 p) { return Channels{glm::dot(slope, p), 0, 0, 0, 0, 0, 0, 0}; });
  const CompactGrid compact(device, t, values);
  march(compact.view(), {{-1, 2.3f, 4.1f}, glm::normalize(glm::vec3(1, 0.2f, -0.1f))}, 0.5f, 0.5f, [&](const Sample& s) {
    REQUIRE(glm::length(outward(compact.view(), s) + slope) < 0.07f * glm::length(slope));
    return true;
  });
}

TEST_CASE("pictures from a compact grid are those of the exact one but for what nobody sees, in a third of the memory") {
  Device device = Device::cpu(2);
  test::Random random(5);
  const Topology t = test::random_topology(random, {3, 3, 3}, 3);
  const auto residuals = test::residuals_of(t, [](glm::vec3 p) {
    const float wave = std::sin(0.31f * p.x) * std::cos(0.27f * p.y) + std::sin(0.23f * p.z);
    return Channels{3.0f * wave - 1.0f, 0.5f + 0.2f * wave, 0.1f * std::sin(p.x), 0.1f * std::cos(p.y), wave, 0.5f, -wave, 0.2f};
  });
  const ShaderWeights shader = test::random_shader(random, 0.5f);
  const RenderModel exact(device, t, residuals, shader, {}), compact(device, t, residuals, shader, {}, Precision::compact);
  CHECK(exact.precision() == Precision::exact);
  CHECK(compact.precision() == Precision::compact);
  CHECK(3 * compact.bytes() < exact.bytes());
  const Lattice& l = t.lattice;
  const glm::vec3 centre = l.to_world(0.5f * glm::vec3(l.extent()));
  const Camera camera =
      test::camera_towards(centre + static_cast<float>(l.longest()) * l.cell * glm::vec3(1.3f, -1.1f, 0.7f), centre, {121, 97}, 130);
  for (const Layer layer : {Layer::final, Layer::diffuse, Layer::specular, Layer::depth, Layer::opacity, Layer::level}) {
    RenderSettings settings;
    settings.layer = layer;
    const ImageF a = render(device, exact, camera, settings), b = render(device, compact, camera, settings);
    double squared = 0;
    int far = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) {
      const double d = a.pixels[i] - b.pixels[i];
      squared += d * d;
      far += std::abs(d) > 2.0 / 255;
    }
    CAPTURE(static_cast<int>(layer), far);
    CHECK(-10 * std::log10(squared / static_cast<double>(a.pixels.size())) > 50);
    CHECK(far < static_cast<int>(a.pixels.size() / 200));
  }
}
