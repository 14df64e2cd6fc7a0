#include <catch2/catch.hpp>

#include "cuda/grid/hierarchy.h"
#include "tests/cuda/grid/grid_for_test.h"

#include <algorithm>
#include <cmath>
#include <map>

using namespace asrg;

namespace {

Topology mixed_topology(test::Random& random, glm::ivec3 base, int levels) {
  Lattice l;
  l.base_bricks = base;
  l.levels = levels;
  return build_topology(l, test::random_bricks(l, random));
}

std::vector<Channels> random_channels(std::size_t count, test::Random& random) {
  std::vector<Channels> list(count);
  for (Channels& c : list)
    for (float& x : c.v) x = 2.0f * random.unit() - 1.0f;
  return list;
}

/// The values by recursion over positions: from the definition of corners and parents, without a topology's links.
class Recursion {
 public:
  Recursion(const Topology& t, const std::vector<Channels>& residuals) : lattice_(t.lattice) {
    for (std::size_t i = 0; i < t.corners.size(); ++i) residuals_[t.corners[i]] = residuals[i];
  }

  std::array<double, 8> value(glm::ivec3 p) {
    const std::uint64_t key = morton(p);
    if (const auto known = values_.find(key); known != values_.end()) return known->second;
    std::array<double, 8> v;
    for (int c = 0; c < 8; ++c) v[c] = residuals_.at(key).v[c];
    const int level = level_of(p);
    if (level > 0) {
      const int stride = lattice_.stride(level);
      const glm::ivec3 odd{p.x / stride % 2, p.y / stride % 2, p.z / stride % 2};
      for (int k = 0; k < 8; ++k) {
        // The corners of the parent cell: those along an even axis coincide, so that an edge's two parents count four times each.
        const auto parent = value(p + odd * stride * glm::ivec3(k & 1 ? 1 : -1, k & 2 ? 1 : -1, k & 4 ? 1 : -1));
        for (int c = 0; c < 8; ++c) v[c] += 0.125 * parent[c];
      }
    }
    return values_[key] = v;
  }

 private:
  int level_of(glm::ivec3 p) const {
    int level = 0;
    while (p % lattice_.stride(level) != glm::ivec3(0)) ++level;
    return level;
  }

  Lattice lattice_;
  std::map<std::uint64_t, Channels> residuals_;
  std::map<std::uint64_t, std::array<double, 8>> values_;
};

double inner(const std::vector<Channels>& a, const std::vector<Channels>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (int c = 0; c < Channels::count; ++c) sum += static_cast<double>(a[i].v[c]) * b[i].v[c];
  return sum;
}

double norm(const std::vector<Channels>& a) { return std::sqrt(inner(a, a)); }

std::vector<Channels> synthesize(Device& device, const Topology& t, const std::vector<Channels>& residuals,
                                 const QuantisationSteps* steps = nullptr) {
  const Hierarchy hierarchy(device, t);
  const Buffer<Channels> from(device, residuals);
  Buffer<Channels> to(device, residuals.size());
  hierarchy.synthesize(device, from.data(), to.data(), steps);
  return to.download();
}

std::vector<Channels> transpose(Device& device, const Topology& t, const std::vector<Channels>& gradient) {
  const Hierarchy hierarchy(device, t);
  Buffer<Channels> on_device(device, gradient);
  hierarchy.transpose(device, on_device.data());
  return on_device.download();
}

}  // namespace

TEST_CASE("synthesis adds up residuals from the root to each corner") {
  Device device = Device::cpu(GENERATE(1, 3));
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    test::Random random(seed);
    const Topology t = mixed_topology(random, {2, 1, 2}, static_cast<int>(seed));
    const auto residuals = random_channels(t.corners.size(), random);
    const auto values = synthesize(device, t, residuals);
    Recursion recursion(t, residuals);
    double worst = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto expected = recursion.value(morton_decode(t.corners[i]));
      for (int c = 0; c < Channels::count; ++c) worst = std::max(worst, std::abs(values[i].v[c] - expected[c]));
    }
    CAPTURE(seed, t.corner_count());
    CHECK(worst < 2e-6);
  }
}

TEST_CASE("the transpose is the adjoint of the synthesis") {
  Device device = Device::cpu(GENERATE(1, 3));
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    test::Random random(seed);
    const Topology t = mixed_topology(random, {1, 2, 2}, 1 + static_cast<int>(seed % 4));
    const auto residuals = random_channels(t.corners.size(), random), gradient = random_channels(t.corners.size(), random);
    const auto values = synthesize(device, t, residuals), transposed = transpose(device, t, gradient);
    CAPTURE(seed, t.corner_count());
    CHECK(std::abs(inner(values, gradient) - inner(residuals, transposed)) < 1e-6 * norm(values) * norm(gradient));
  }
}

TEST_CASE("the transpose tells how one corner's residual moves all values") {
  Device device = Device::cpu(2);
  test::Random random(9);
  const Topology t = mixed_topology(random, {1, 1, 1}, 4);
  const auto gradient = random_channels(t.corners.size(), random);
  const auto transposed = transpose(device, t, gradient);
  for (int n = 0; n < 40; ++n) {
    const auto i = static_cast<std::size_t>(random.below(t.corner_count()));
    std::vector<Channels> unit(t.corners.size(), splat(0.0f));
    const int c = random.below(Channels::count);
    unit[i].v[c] = 1;
    REQUIRE(transposed[i].v[c] == Approx(inner(synthesize(device, t, unit), gradient)).margin(1e-4));
  }
}

TEST_CASE("a grid whose fine levels are empty is synthesized as well") {
  Lattice l;
  l.levels = 4;
  Brick b;
  b.set(3, 4, 5);
  const Topology t = build_topology(l, {b});
  Device device = Device::cpu(2);
  test::Random random(3);
  const auto residuals = random_channels(t.corners.size(), random);
  const auto values = synthesize(device, t, residuals), transposed = transpose(device, t, residuals);
  REQUIRE(values.size() == 8);
  for (std::size_t i = 0; i < values.size(); ++i)
    for (int c = 0; c < Channels::count; ++c) {
      CHECK(values[i].v[c] == residuals[i].v[c]);
      CHECK(transposed[i].v[c] == residuals[i].v[c]);
    }
}

TEST_CASE("quantised synthesis rounds residuals to their steps and clips them to 127 steps") {
  Device device = Device::cpu(2);
  test::Random random(5);
  const Topology t = mixed_topology(random, {2, 1, 1}, 3);
  const auto residuals = random_channels(t.corners.size(), random);
  QuantisationSteps steps{};
  for (int level = 0; level < Lattice::max_levels; ++level)
    for (int c = 0; c < Channels::count; ++c) steps.step[level].v[c] = 0.01f * static_cast<float>(1 + c) / static_cast<float>(1 + level);
  for (int level = 0; level < Lattice::max_levels; ++level) steps.step[level].v[3] = 0;           // as it is
  for (int level = 0; level < Lattice::max_levels; ++level) steps.step[level].v[4] = 1.0f / 512;  // 127 steps are 0.248
  for (int c = 0; c < Channels::count; ++c) steps.offset.v[c] = 0.003f * static_cast<float>(c);

  std::vector<Channels> rounded = residuals;
  int clipped = 0;
  for (int level = 0; level < t.lattice.levels; ++level)
    for (std::int32_t i = t.level_begin[level]; i < t.level_begin[level + 1]; ++i)
      for (int c = 0; c < Channels::count; ++c) {
        const float offset = level == 0 ? steps.offset.v[c] : 0.0f, step = steps.step[level].v[c];
        if (step == 0) continue;
        const float symbol = std::nearbyint((residuals[i].v[c] - offset) / step);
        clipped += std::abs(symbol) > 127;
        rounded[i].v[c] = offset + step * std::clamp(symbol, -127.0f, 127.0f);
      }
  REQUIRE(clipped > 100);
  const auto quantised = synthesize(device, t, residuals, &steps), expected = synthesize(device, t, rounded);
  double worst = 0;
  for (std::size_t i = 0; i < quantised.size(); ++i)
    for (int c = 0; c < Channels::count; ++c) worst = std::max(worst, static_cast<double>(std::abs(quantised[i].v[c] - expected[i].v[c])));
  CHECK(worst < 2e-6);
}
