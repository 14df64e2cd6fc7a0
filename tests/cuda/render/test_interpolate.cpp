#include <catch2/catch.hpp>

#include "cuda/render/render_kernel.h"
#include "tests/cuda/render/field_for_test.h"

#include <cmath>

using namespace asrg;

TEST_CASE("trilinear weights are those of the corners, x fastest") {
  test::Random random(1);
  for (int n = 0; n < 100; ++n) {
    const glm::vec3 f{random.unit(), random.unit(), random.unit()};
    float w[8];
    trilinear_weights(f, w);
    for (int k = 0; k < 8; ++k)
      REQUIRE(w[k] == Approx((k & 1 ? f.x : 1 - f.x) * (k & 2 ? f.y : 1 - f.y) * (k & 4 ? f.z : 1 - f.z)).margin(1e-6));
  }
}

TEST_CASE("interpolation reproduces linear functions across levels") {
  Device device = Device::cpu(1);
  test::Random random(2);
  const Topology t = test::random_topology(random, {2, 2, 1}, 3);
  const auto linear = [](glm::vec3 p) {
    Channels c;
    for (int k = 0; k < Channels::count; ++k)
      c.v[k] = 0.3f * static_cast<float>(k) + 0.01f * p.x * static_cast<float>(k) - 0.02f * p.y + 0.03f * p.z;
    return c;
  };
  const Grid grid = test::filled_grid(device, t, test::values_of(t, linear));
  const GridView g = grid.view();
  int samples = 0, shifts[3] = {};
  for (int n = 0; n < 200; ++n) {
    const glm::vec3 d = test::random_direction(random);
    const glm::vec3 o = glm::vec3(random.unit(), random.unit(), random.unit()) * glm::vec3(t.lattice.extent()) - 150.0f * d;
    double worst = 0;
    march(g, {t.lattice.to_world(o), d}, 0.5f, 0.5f, [&](const Sample& s) {
      const Channels got = interpolate(g, s), expected = linear(o + s.t * d);
      for (int k = 0; k < Channels::count; ++k) worst = std::max(worst, static_cast<double>(std::abs(got.v[k] - expected.v[k])));
      ++samples;
      ++shifts[s.shift];
      return true;
    });
    REQUIRE(worst < 2e-5);
  }
  CHECK(samples > 500);
  for (const int count : shifts) CHECK(count > 50);
}

TEST_CASE("interpolation of arbitrary values is trilinear, in every cell") {
  Device device = Device::cpu(1);
  test::Random random(3);
  const Topology t = test::random_topology(random, {1, 1, 1}, 3);
  const auto values = test::values_of(t, [&](glm::vec3) { return test::random_channels(random); });
  const Grid grid = test::filled_grid(device, t, values);
  for (std::size_t b = 0; b < t.bricks.size(); ++b)
    for (std::int32_t c = t.cell_begin[b]; c < t.cell_begin[b + 1]; c += 3) {
      const glm::vec3 f{random.unit(), random.unit(), random.unit()};
      const Channels got = interpolate(grid.view(), Sample{c, f, 0, 0, 0});
      for (int k = 0; k < Channels::count; ++k) {
        double expected = 0;
        for (int j = 0; j < 8; ++j)
          expected += static_cast<double>(values[t.cell_corners[c][j]].v[k]) * (j & 1 ? f.x : 1.0 - f.x) * (j & 2 ? f.y : 1.0 - f.y) *
                      (j & 4 ? f.z : 1.0 - f.z);
        REQUIRE(got.v[k] == Approx(expected).margin(1e-6));
      }
    }
}

TEST_CASE("a grid in half precision is interpolated as one in single precision that holds the rounded values") {
  Device device = Device::cpu(1);
  test::Random random(5);
  const Topology t = test::random_topology(random, {1, 1, 1}, 3);
  const auto values = test::values_of(t, [&](glm::vec3) { return test::random_channels(random, 4); });
  std::vector<Channels> rounded;
  for (const Channels& v : values) rounded.push_back(test::rounded_to_half(v));
  const Grid exact = test::filled_grid(device, t, values), same = test::filled_grid(device, t, rounded);
  const HalfGrid half = test::filled_half_grid(device, t, values);
  double farthest = 0;
  for (std::int32_t c = 0; c < t.cell_count(); c += 5) {
    const Sample s{c, {random.unit(), random.unit(), random.unit()}, 0, 0, 0};
    const Channels got = interpolate(half.view(), s), expected = interpolate(same.view(), s), near = interpolate(exact.view(), s);
    for (int k = 0; k < Channels::count; ++k) {
      REQUIRE(got.v[k] == expected.v[k]);
      farthest = std::max(farthest, static_cast<double>(std::abs(got.v[k] - near.v[k])));
    }
  }
  CHECK(farthest > 0);
  CHECK(farthest < 4 * 0x1p-11 + 1e-6);
}

TEST_CASE("the outward normal is minus the gradient of the density within a cell") {
  Device device = Device::cpu(1);
  const Topology t = test::full_topology(Lattice{}, 0);
  const glm::vec3 slope{0.3f, -0.5f, 0.8f};
  const Grid linear = test::filled_grid(device, t, test::values_of(t, [&](glm::vec3 p) { return splat(glm::dot(p, slope)); }));
  const Sample s{100, {0.2f, 0.9f, 0.4f}, 0, 0.5f, 0};
  CHECK(glm::length(outward(linear.view(), s) + slope) < 1e-5f);

  test::Random random(4);
  const Grid bumpy = test::filled_grid(device, t, test::values_of(t, [&](glm::vec3) { return splat(random.unit()); }));
  const auto density = [&](glm::vec3 f) { return interpolate(bumpy.view(), Sample{s.key, f, 0, 0, 0}).v[0]; };
  const float h = 0.01f;
  glm::vec3 gradient;
  for (int k = 0; k < 3; ++k) {
    glm::vec3 up = s.fraction, down = s.fraction;
    up[k] += h;
    down[k] -= h;
    gradient[k] = (density(up) - density(down)) / (2 * h);
  }
  CHECK(glm::length(outward(bumpy.view(), s) + gradient) < 1e-3f);

  const Grid flat = test::filled_grid(device, t, test::values_of(t, [](glm::vec3) { return splat(1.0f); }));
  CHECK(outward(flat.view(), s) == glm::vec3(0.0f));

  Sample wide = s;
  wide.shift = 2;  // a cell four lattice units wide
  CHECK(glm::length(4.0f * outward(linear.view(), wide) + slope) < 1e-5f);
}

TEST_CASE("extinction is the exponential of the density channel, within limits") {
  CHECK(extinction(0.0f) == 1.0f);
  CHECK(extinction(2.0f) == Approx(std::exp(2.0)));
  CHECK(extinction(100.0f) == Approx(std::exp(8.0)));
  CHECK(extinction(-100.0f) == Approx(std::exp(-12.0)));
}

TEST_CASE("a homogeneous box obeys Beer's law at every resolution") {
  Device device = Device::cpu(1);
  test::Random random(5);
  const float log_extinction = -3.0f;
  for (const int level : {0, 1, 2}) {
    Lattice l;
    l.base_bricks = {1, 2, 1};
    l.levels = 3;
    l.cell = 0.1f;
    const Topology t = test::full_topology(l, level);
    const Grid grid =
        test::filled_grid(device, t, test::values_of(t, [&](glm::vec3) { return Channels{log_extinction, 0.4f, 0, 0, 0.7f, 0, 0, 0}; }));
    const glm::vec3 extent(l.extent());
    for (int n = 0; n < 50; ++n) {
      const glm::vec3 d = test::random_direction(random), middle = extent * glm::vec3(random.unit(), random.unit(), random.unit());
      const float ahead = exit_distance(middle, 1.0f / d, glm::vec3(0), extent),
                  behind = exit_distance(middle, -1.0f / d, glm::vec3(0), extent);
      const float step = 0.02f, chord = ahead + behind, dt = step * static_cast<float>(l.stride(level));
      const RayResult r = trace<true>(grid.view(), {l.to_world(middle - 100.0f * d), d}, step);
      const auto opacity = [&](float length) { return 1.0f - std::exp(-std::exp(log_extinction) * length / l.reference_length()); };
      CAPTURE(level, chord);
      REQUIRE(r.sum.v[0] > opacity(chord - dt - 0.02f) - 1e-3f);
      REQUIRE(r.sum.v[0] < opacity(chord + dt) + 1e-3f);
      REQUIRE(r.sum.v[1] == Approx(0.4f * r.sum.v[0]).margin(1e-4));
      REQUIRE(r.sum.v[4] == Approx(0.7f * r.sum.v[0]).margin(1e-4));
      REQUIRE(r.level == Approx(static_cast<float>(2 - level) * r.sum.v[0]).margin(1e-3));
      REQUIRE(r.normal == glm::vec3(0.0f));
    }
  }
}
