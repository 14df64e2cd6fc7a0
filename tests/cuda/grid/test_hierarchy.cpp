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

/// Computes values by recursion over positions, from the definition of corners and parents, without the topology's links.
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
        // The corners of the parent cell: those along an even axis coincide, so that each of an edge's two parents counts four times.
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
  const auto corners = static_cast<std::int64_t>(gradient.size());
  std::vector<std::uint64_t> marks(static_cast<std::size_t>(GradientSlots::words_of(corners)), 0);
  for (std::int64_t i = 0; i < corners; ++i) mark(marks.data(), i);
  Buffer<std::uint64_t> touched(device, marks);
  hierarchy.transpose(device, {on_device.data(), touched.data(), corners, 1});
  return on_device.download();
}

/// Gradients of a few corners, in the layout of slots; the other corners are not touched.
struct SparseSlots {
  std::int64_t corners, words;
  int slots;
  std::vector<Channels> sums;
  std::vector<std::uint64_t> touched;

  SparseSlots(const Topology& t, int slot_count, test::Random& random)
      : corners(t.corner_count()), words(GradientSlots::words_of(corners)), slots(slot_count) {
    sums.assign(static_cast<std::size_t>(slots * corners), splat(0.0f));
    touched.assign(static_cast<std::size_t>(slots * words), 0);
    for (int s = 0; s < slots; ++s)
      for (int n = 0; n < 20; ++n) {
        const auto i = random.below(static_cast<int>(corners));
        for (float& x : sums[s * corners + i].v) x = random.unit() - 0.5f;
        mark(touched.data() + s * words, i);
      }
  }
  GradientSlots view() { return {sums.data(), touched.data(), corners, slots}; }
  std::vector<Channels> total() const {
    std::vector<Channels> sum(static_cast<std::size_t>(corners), splat(0.0f));
    for (int s = 0; s < slots; ++s)
      for (std::int64_t i = 0; i < corners; ++i) add_scaled(sum[i], 1.0f, sums[s * corners + i]);
    return sum;
  }
};

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

TEST_CASE("synthesis in half precision is rounded once a level") {
  Device device = Device::cpu(2);
  test::Random random(12);
  const Topology t = mixed_topology(random, {2, 1, 2}, 4);
  const auto residuals = random_channels(t.corners.size(), random), exact = synthesize(device, t, residuals);
  std::vector<HalfChannels> halves(residuals.size());
  Hierarchy(device, t).synthesize(device, residuals.data(), halves.data());
  int rounded = 0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const Channels got = widened(halves[i]);
    for (int c = 0; c < Channels::count; ++c) {
      // Values are below 4, where halves are 2^-9 apart.
      REQUIRE(std::abs(got.v[c] - exact[i].v[c]) <= 4 * 0x1p-10f + 1e-6f);
      rounded += got.v[c] != exact[i].v[c];
    }
  }
  CHECK(rounded > 100);
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

TEST_CASE("slots are transposed apart, add up to the whole, and mark what they reach and nothing else") {
  Device device = Device::cpu(GENERATE(1, 3));
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    test::Random random(seed);
    const Topology t = mixed_topology(random, {1, 2, 2}, 1 + static_cast<int>(seed % 4));
    SparseSlots sparse(t, 3, random);
    const auto expected = transpose(device, t, sparse.total());
    Hierarchy(device, t).transpose(device, sparse.view());
    const auto found = sparse.total();
    for (std::size_t i = 0; i < found.size(); ++i)
      for (int c = 0; c < Channels::count; ++c) REQUIRE(found[i].v[c] == Approx(expected[i].v[c]).margin(1e-5));
    for (int s = 0; s < sparse.slots; ++s)
      for (std::int64_t i = 0; i < sparse.corners; ++i) {
        if (is_marked(sparse.touched.data() + s * sparse.words, i)) continue;
        for (const float x : sparse.sums[s * sparse.corners + i].v) REQUIRE(x == 0.0f);
      }
  }
}

TEST_CASE("the transpose in fixed point is that in floating point") {
  Device device = Device::cpu(2);
  test::Random random(3);
  const Topology t = mixed_topology(random, {1, 2, 2}, 3);
  SparseSlots sparse(t, 1, random);
  std::vector<std::uint64_t> touched = sparse.touched;
  std::vector<std::int64_t> fixed;
  constexpr double steps = 4294967296.0;
  for (const Channels& x : sparse.sums)
    for (const float f : x.v) fixed.push_back(std::llround(static_cast<double>(f) * steps));
  const Hierarchy hierarchy(device, t);
  hierarchy.transpose(device, sparse.view());
  hierarchy.transpose(device, fixed.data(), touched.data());
  CHECK(touched == sparse.touched);
  for (std::size_t i = 0; i < sparse.sums.size(); ++i)
    for (int c = 0; c < Channels::count; ++c)
      REQUIRE(static_cast<double>(fixed[i * Channels::count + c]) / steps == Approx(sparse.sums[i].v[c]).margin(1e-6));
}

TEST_CASE("bits within a range are those of its indices") {
  for (const auto& [begin, end] : {std::pair{0, 64}, {3, 70}, {64, 64}, {60, 200}, {130, 131}, {0, 1}})
    for (std::int64_t word = 0; word < 4; ++word)
      for (int bit = 0; bit < 64; ++bit) {
        const std::int64_t i = word * 64 + bit;
        REQUIRE((bits_within(word, begin, end) >> bit & 1) == (i >= begin && i < end));
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
  for (int level = 0; level < Lattice::max_levels; ++level) steps.step[level].v[3] = 0;           // not quantised
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
