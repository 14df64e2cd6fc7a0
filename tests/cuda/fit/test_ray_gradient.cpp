#include <catch2/catch.hpp>

#include "cuda/fit/ray_gradient.h"
#include "cuda/fit/rays_ahead.h"
#include "tests/cuda/fit/reference.h"
#include "tests/cuda/render/field_for_test.h"

#include <algorithm>
#include <set>

using namespace asrg;

namespace {

/// A small mixed-level grid of random values, and rays through it.
struct Scene {
  Device device = Device::cpu(1);
  test::Random random;
  Topology topology;
  std::vector<Channels> values;
  Grid grid;
  float inverse_longest;

  /// @param density mean log extinction
  Scene(std::uint32_t seed, float density)
      : random(seed),
        topology(test::random_topology(random, {2, 2, 2}, 3)),
        values(test::values_of(topology,
                               [&](glm::vec3) {
                                 Channels c = test::random_channels(random);
                                 c.v[0] += density;
                                 return c;
                               })),
        grid(test::filled_grid(device, topology, values)),
        inverse_longest(1.0f / static_cast<float>(topology.lattice.longest())) {}

  Ray ray() {
    const glm::vec3 inside = glm::vec3(random.unit(), random.unit(), random.unit()) * glm::vec3(topology.lattice.extent());
    const glm::vec3 d = test::random_direction(random);
    return {topology.lattice.to_world(inside - 150.0f * d), d};
  }
};

/// The memory to which backward_ray adds.
struct Sums {
  std::vector<Channels> corners;
  std::vector<std::uint64_t> touched;
  std::vector<float> weight, error;
  explicit Sums(const Topology& t)
      : corners(t.corners.size(), splat(0.0f)),
        touched(static_cast<std::size_t>(GradientSlots::words_of(t.corner_count())), 0),
        weight(t.cell_corners.size()),
        error(weight) {}
  GradientSink sink() { return {corners.data(), touched.data(), weight.data(), error.data()}; }
};

NoMotion still;

bool all_zero(const Channels& x) {
  return std::all_of(std::begin(x.v), std::end(x.v), [](float f) { return f == 0; });
}

std::set<std::int32_t> touched_corners(std::span<const test::SamplePlace> places) {
  std::set<std::int32_t> corners;
  for (const auto& p : places) corners.insert(p.corners.begin(), p.corners.end());
  return corners;
}

}  // namespace

TEST_CASE("forward_ray composites as a plain loop in double precision does") {
  Scene s(1, GENERATE(-4.0f, -2.0f, 0.0f));
  const test::Corners values = test::to_double(s.values);
  std::vector<SampleRecord> records(2000);
  std::vector<Channels> gradients(s.values.size());
  int hits = 0;
  for (int n = 0; n < 100; ++n) {
    const float step = n % 2 ? 0.5f : 0.25f;
    const RayComposite c = forward_ray(s.grid.view(), s.ray(), step, s.random.unit(), s.inverse_longest, records.data());
    const auto places = test::sample_places(s.topology, records.data(), c.samples, step);
    const test::RayReference expected = test::composite(places, values);
    for (int k = 0; k < Channels::count; ++k) REQUIRE(c.sum.v[k] == Approx(expected.sum[k]).margin(3e-6));
    REQUIRE(c.distortion == Approx(expected.distortion).margin(1e-5));
    double transmittance = 1, mean_t = 0;
    for (int i = 0; i < c.samples; ++i) {
      const SampleRecord& r = records[i];
      mean_t += r.weight * r.t;
      transmittance -= r.weight;
      REQUIRE(r.transmittance == Approx(transmittance).margin(1e-5));
      REQUIRE((r.t >= 0 && (i == 0 || r.t > records[i - 1].t)));
    }
    REQUIRE(c.mean_t == Approx(mean_t).margin(1e-5));
    if (c.samples > 1) REQUIRE(records[c.samples - 2].transmittance > opaque_transmittance);
    hits += c.samples > 2;
  }
  CHECK(hits > 20);
}

TEST_CASE("a ray through values in half precision has the gradient of one through the rounded values, near that of the exact ones") {
  Scene s(6, -2.0f);
  std::vector<Channels> rounded;
  for (const Channels& v : s.values) rounded.push_back(test::rounded_to_half(v));
  const Grid same = test::filled_grid(s.device, s.topology, rounded);
  const HalfGrid half = test::filled_half_grid(s.device, s.topology, s.values);
  std::vector<SampleRecord> records(2000);
  Sums of_exact(s.topology), of_same(s.topology), of_half(s.topology);
  const auto add = [&](const auto& grid, const Ray& ray, const Channels& g, Sums& sums) {
    const RayComposite c = forward_ray(grid.view(), ray, 0.5f, 0.5f, s.inverse_longest, records.data());
    backward_ray(grid.view(), records.data(), c.samples, c, {g, 0.1f, 0.2f}, sums.sink(), still);
  };
  for (int n = 0; n < 50; ++n) {
    const Ray ray = s.ray();
    const Channels g = test::random_channels(s.random);
    add(s.grid, ray, g, of_exact);
    add(same, ray, g, of_same);
    add(half, ray, g, of_half);
  }
  double difference = 0, norm = 0;
  for (std::size_t i = 0; i < s.values.size(); ++i)
    for (int c = 0; c < Channels::count; ++c) {
      REQUIRE(of_half.corners[i].v[c] == Approx(of_same.corners[i].v[c]).epsilon(1e-4).margin(1e-6));
      difference += std::pow(of_half.corners[i].v[c] - of_exact.corners[i].v[c], 2.0);
      norm += std::pow(of_exact.corners[i].v[c], 2.0);
    }
  CHECK(norm > 1);
  CHECK(std::sqrt(difference / norm) < 2e-3);
  CHECK(of_half.touched == of_same.touched);
}

TEST_CASE("the gradient of a whole ray equals central differences: densities, colours, features, distortion") {
  const float density = GENERATE(-4.0f, -2.0f, 0.0f), distortion = GENERATE(0.0f, 0.8f);
  Scene s(2, density);
  test::Corners values = test::to_double(s.values);
  std::vector<SampleRecord> records(2000);
  test::SlopeComparison density_slopes, other_slopes;
  for (int n = 0; n < 30; ++n) {
    const float step = 0.5f;
    const RayComposite c = forward_ray(s.grid.view(), s.ray(), step, s.random.unit(), s.inverse_longest, records.data());
    const Channels g = test::random_channels(s.random);
    Sums sums(s.topology);
    backward_ray(s.grid.view(), records.data(), c.samples, c, {g, distortion, 0.0f}, sums.sink(), still);

    const auto places = test::sample_places(s.topology, records.data(), c.samples, step);
    const auto touched = touched_corners(places);
    for (std::size_t i = 0; i < sums.corners.size(); ++i) {
      const bool expected = touched.contains(static_cast<std::int32_t>(i));
      REQUIRE(is_marked(sums.touched.data(), static_cast<std::int64_t>(i)) == expected);
      if (!expected) REQUIRE(all_zero(sums.corners[i]));
    }
    const auto loss = [&] {
      const test::RayReference r = test::composite(places, values);
      double sum = distortion * r.distortion;
      for (int k = 0; k < Channels::count; ++k) sum += g.v[k] * r.sum[k];
      return sum;
    };
    for (const std::int32_t corner : touched)
      for (int k = 0; k < Channels::count; ++k) {
        if (s.random.below(4)) continue;
        (k == 0 ? density_slopes : other_slopes).add(sums.corners[corner].v[k], test::central_difference(values[corner][k], 1e-5, loss));
      }
  }
  CAPTURE(density, distortion);
  REQUIRE(density_slopes.count() > 50);
  CHECK(density_slopes.error(0.95) < 1e-3);
  CHECK(density_slopes.error(1.0) < 1e-2);
  CHECK(other_slopes.error(0.95) < 1e-4);
  CHECK(other_slopes.error(1.0) < 1e-3);
}

TEST_CASE("the density's gradient goes on beyond the clamp, as if there were none") {
  Scene s(5, max_log_extinction + 3.0f);
  std::vector<SampleRecord> records(2000);
  int samples = 0;
  for (int n = 0; n < 20; ++n) {
    const RayComposite c = forward_ray(s.grid.view(), s.ray(), 0.5f, 0.5f, s.inverse_longest, records.data());
    Sums sums(s.topology);
    Channels opacity = splat(0.0f);
    opacity.v[0] = -1.0f;  // more of it is better
    backward_ray(s.grid.view(), records.data(), c.samples, c, {opacity, 0.0f, 0.0f}, sums.sink(), still);
    samples += c.samples;
    for (const Channels& g : sums.corners) REQUIRE(g.v[0] <= 0.0f);
  }
  CHECK(samples > 10);
}

TEST_CASE("a ray leaves in each cell its largest weight and its share of the error") {
  Scene s(3, -1.0f);
  Sums sums(s.topology);
  std::vector<SampleRecord> records(2000);
  std::vector<double> weight(sums.weight.size()), error(weight);
  for (int n = 0; n < 50; ++n) {
    const RayComposite c = forward_ray(s.grid.view(), s.ray(), 0.25f, 0.5f, s.inverse_longest, records.data());
    const float pixel_error = s.random.unit();
    for (int i = 0; i < c.samples; ++i) {
      weight[records[i].cell] = std::max(weight[records[i].cell], static_cast<double>(records[i].weight));
      error[records[i].cell] += static_cast<double>(records[i].weight) * pixel_error;
    }
    backward_ray(s.grid.view(), records.data(), c.samples, c, {splat(0.1f), 0.0f, pixel_error}, sums.sink(), still);
  }
  int cells = 0;
  for (std::size_t i = 0; i < weight.size(); ++i) {
    REQUIRE(sums.weight[i] == Approx(weight[i]).margin(1e-7));
    REQUIRE(sums.error[i] == Approx(error[i]).margin(1e-5));
    cells += weight[i] > 0;
  }
  CHECK(cells > 100);
}

TEST_CASE("a ray without samples leaves nothing") {
  Scene s(4, -1.0f);
  Sums sums(s.topology);
  SampleRecord record;
  const RayComposite c = forward_ray(s.grid.view(), {{100, 100, 100}, {0, 0, 1}}, 0.5f, 0.5f, 1.0f, &record);
  CHECK(c.samples == 0);
  CHECK(all_zero(c.sum));
  backward_ray(s.grid.view(), &record, c.samples, c, {splat(1.0f), 1.0f, 1.0f}, sums.sink(), still);
  for (const Channels& corner : sums.corners) REQUIRE(all_zero(corner));
}
