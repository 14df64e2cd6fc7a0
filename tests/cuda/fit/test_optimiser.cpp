#include <catch2/catch.hpp>

#include "cuda/core/launch.h"
#include "cuda/fit/optimiser.h"
#include "tests/cuda/grid/grid_for_test.h"

#include <cmath>
#include <vector>

using namespace asrg;

namespace {

/// Residuals of a few corners under CornerAdamKernel.
struct Corners {
  std::vector<Channels> residuals, first_moment, second_moment, gradient;
  std::vector<std::uint8_t> hanging;

  Corners(std::size_t count, float start)
      : residuals(count, splat(start)),
        first_moment(count, splat(0.0f)),
        second_moment(count, splat(0.0f)),
        gradient(count, splat(0.0f)),
        hanging(count, 0) {}

  void step(const CornerStep& settings, int first = 0) {
    const CornerAdamKernel k{residuals.data(), first_moment.data(), second_moment.data(), gradient.data(), hanging.data(), settings, first};
    for (int i = 0; i < static_cast<int>(residuals.size()) - first; ++i) k(i);
  }

  /// Descends 0.5 * curvature * (r - target)^2 in every channel, with a rate that falls to a thousandth.
  void descend(const Channels& target, const Channels& curvature, CornerStep settings, int steps = 1500) {
    const Channels rate = settings.rate;
    for (int s = 0; s < steps; ++s) {
      for (int c = 0; c < Channels::count; ++c)
        settings.rate.v[c] = rate.v[c] * std::pow(1e-3f, static_cast<float>(s) / static_cast<float>(steps));
      for (std::size_t i = 0; i < residuals.size(); ++i)
        for (int c = 0; c < Channels::count; ++c) gradient[i].v[c] = curvature.v[c] * (residuals[i].v[c] - target.v[c]);
      step(settings);
    }
  }
};

CornerStep plain(float rate) { return {splat(rate), splat(0.0f), splat(0.0f)}; }

constexpr Channels targets{0.3f, -0.2f, 1.5f, -2.0f, 0.01f, 0.9f, -0.7f, 0.4f};
constexpr Channels curvatures{1.0f, 100.0f, 0.01f, 1e-4f, 1.0f, 30.0f, 1e-3f, 5.0f};

}  // namespace

TEST_CASE("all_zero sees each channel") {
  CHECK(all_zero(splat(0.0f)));
  CHECK(all_zero(splat(-0.0f)));
  for (int c = 0; c < Channels::count; ++c) {
    Channels x = splat(0.0f);
    x.v[c] = -1e-30f;
    CHECK_FALSE(all_zero(x));
  }
}

TEST_CASE("Adam on corners finds the minimum of a quadratic, whatever its curvature") {
  Corners corners(3, 0.5f);
  corners.descend(targets, curvatures, plain(0.03f));
  for (const Channels& r : corners.residuals)
    for (int c = 0; c < Channels::count; ++c) CHECK(r.v[c] == Approx(targets.v[c]).margin(2e-3));
}

TEST_CASE("the squared penalty shifts the minimum as it should") {
  Corners corners(1, 0.5f);
  CornerStep settings = plain(0.03f);
  settings.decay = splat(0.3f);
  corners.descend(targets, splat(1.0f), settings);
  for (int c = 0; c < Channels::count; ++c) CHECK(corners.residuals[0].v[c] == Approx(targets.v[c] / (1 + 2 * 0.3)).margin(2e-3));
}

TEST_CASE("the L1 penalty gives exact zeros where the slope at zero is below lambda, and soft thresholds elsewhere") {
  const float lambda = 0.2f;
  for (const float start : {0.5f, -0.5f}) {
    Corners corners(1, start);
    CornerStep settings = plain(0.03f);
    settings.sparsity = splat(lambda);
    const Channels target{0.05f, 0.15f, -0.19f, 0.0f + 1e-6f, 0.25f, -0.25f, 1.0f, -0.4f};
    corners.descend(target, splat(1.0f), settings);
    for (int c = 0; c < 4; ++c) CHECK(corners.residuals[0].v[c] == 0.0f);
    for (int c = 4; c < Channels::count; ++c) {
      CHECK(corners.residuals[0].v[c] != 0.0f);
      CHECK(corners.residuals[0].v[c] == Approx(std::copysign(std::abs(target.v[c]) - lambda, target.v[c])).margin(5e-3));
    }
  }
}

TEST_CASE("each channel has its own rate, penalty and decay") {
  Corners corners(1, 0.5f);
  CornerStep settings = plain(0.0f);
  settings.rate.v[1] = settings.rate.v[2] = settings.rate.v[3] = 0.03f;
  settings.sparsity.v[2] = 10.0f;
  settings.decay.v[3] = 0.5f;
  corners.descend(splat(0.3f), splat(1.0f), settings);
  CHECK(corners.residuals[0].v[0] == 0.5f);
  CHECK(corners.residuals[0].v[1] == Approx(0.3f).margin(2e-3));
  CHECK(corners.residuals[0].v[2] == 0.0f);
  CHECK(corners.residuals[0].v[3] == Approx(0.15f).margin(2e-3));
}

TEST_CASE("untouched channels and corners keep residual and moments") {
  Corners corners(2, 0.5f);
  corners.first_moment[0] = corners.first_moment[1] = splat(0.1f);
  corners.second_moment[0] = corners.second_moment[1] = splat(0.2f);
  corners.gradient[0].v[2] = 1.0f;
  corners.gradient[0].v[5] = -1e-20f;
  CornerStep settings = plain(0.02f);
  settings.sparsity = splat(0.1f);
  settings.decay = splat(0.4f);
  corners.step(settings);
  for (int c = 0; c < Channels::count; ++c) {
    const bool touched = c == 2 || c == 5;
    CHECK((corners.residuals[0].v[c] != 0.5f) == touched);
    CHECK((corners.first_moment[0].v[c] != 0.1f) == touched);
    CHECK((corners.second_moment[0].v[c] != 0.2f) == touched);
    CHECK(corners.residuals[1].v[c] == 0.5f);
    CHECK(corners.first_moment[1].v[c] == 0.1f);
    CHECK(corners.second_moment[1].v[c] == 0.2f);
    CHECK(corners.gradient[0].v[c] == 0.0f);
  }
}

TEST_CASE("hanging corners stay, and their gradient is zeroed") {
  Corners corners(2, 0.0f);
  corners.hanging[1] = 1;
  corners.gradient[0] = corners.gradient[1] = splat(1.0f);
  corners.step(plain(0.02f));
  for (int c = 0; c < Channels::count; ++c) {
    CHECK(corners.residuals[0].v[c] == Approx(-0.02f));  // the first step of Adam is the rate, against the slope's sign
    CHECK(corners.residuals[1].v[c] == 0.0f);
    CHECK(corners.gradient[1].v[c] == 0.0f);
  }
}

TEST_CASE("the kernel works on the corners from `first` on") {
  Corners corners(5, 0.0f);
  for (Channels& g : corners.gradient) g = splat(1.0f);
  corners.step(plain(0.02f), 3);
  for (int i = 0; i < 5; ++i) {
    CHECK((corners.residuals[i].v[0] != 0.0f) == (i >= 3));
    CHECK((corners.gradient[i].v[0] == 0.0f) == (i >= 3));
  }
}

TEST_CASE("slots are summed into the first, and the others zeroed") {
  constexpr int count = 4, corners = 100;
  test::Random random(1);
  std::vector<Channels> slots(count * corners, splat(0.0f));
  for (Channels& x : slots)
    if (random.below(3) == 0)
      for (float& f : x.v) f = random.unit() - 0.5f;
  const auto before = slots;
  Device device = Device::cpu(2);
  launch(device, "sum", corners, ReduceSlotsKernel{slots.data(), corners, count}, 16);
  for (int i = 0; i < corners; ++i)
    for (int c = 0; c < Channels::count; ++c) {
      float sum = 0;
      for (int s = 0; s < count; ++s) sum += before[s * corners + i].v[c];
      REQUIRE(slots[i].v[c] == Approx(sum).margin(1e-6));
      for (int s = 1; s < count; ++s) REQUIRE(slots[s * corners + i].v[c] == 0.0f);
    }
}

TEST_CASE("Adam on an array equals a plain one in double precision, over slots") {
  constexpr int count = 50, slot_count = 3, steps = 30;
  test::Random random(2);
  std::vector<float> parameters(count, 0.25f), first(count, 0.0f), second(count, 0.0f), slots(count * slot_count, 0.0f);
  std::vector<double> expected(count, 0.25), m(count, 0.0), v(count, 0.0);
  for (int t = 1; t <= steps; ++t) {
    for (int i = 0; i < count; ++i) {
      double g = 0;
      for (int s = 0; s < slot_count; ++s) {
        slots[s * count + i] = static_cast<float>(std::pow(10.0, i % 5 - 3)) * (random.unit() - 0.3f);
        g += slots[s * count + i];
      }
      m[i] = 0.9 * m[i] + 0.1 * g;
      v[i] = 0.99 * v[i] + 0.01 * g * g;
      expected[i] -= 0.01 * (m[i] / (1 - std::pow(0.9, t))) / std::sqrt(v[i] / (1 - std::pow(0.99, t)));
    }
    const ArrayAdamKernel k{parameters.data(),
                            first.data(),
                            second.data(),
                            slots.data(),
                            count,
                            slot_count,
                            0.01f,
                            static_cast<float>(1 / (1 - std::pow(0.9, t))),
                            static_cast<float>(1 / (1 - std::pow(0.99, t)))};
    for (int i = 0; i < count; ++i) k(i);
    for (const float s : slots) REQUIRE(s == 0.0f);
  }
  for (int i = 0; i < count; ++i) CHECK(parameters[i] == Approx(expected[i]).margin(2e-5));
}
