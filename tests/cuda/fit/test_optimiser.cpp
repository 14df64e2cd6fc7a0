#include <catch2/catch.hpp>

#include "cuda/core/launch.h"
#include "cuda/fit/optimiser.h"
#include "tests/cuda/grid/grid_for_test.h"

#include <cmath>
#include <vector>

using namespace asrg;

namespace {

/// Residuals of a few corners with the state of CornerAdam; corners with a gradient count as touched.
struct Corners {
  std::vector<Channels> residuals, first_moment, second_moment, gradient;
  std::vector<std::uint8_t> hanging;

  Corners(std::size_t count, float start)
      : residuals(count, splat(start)),
        first_moment(count, splat(0.0f)),
        second_moment(count, splat(0.0f)),
        gradient(count, splat(0.0f)),
        hanging(count, 0) {}

  CornerAdam adam(const CornerStep& settings) {
    CornerAdam k{.residuals = residuals.data(),
                 .first_moment = first_moment.data(),
                 .second_moment = second_moment.data(),
                 .hanging = hanging.data(),
                 .levels = {settings},
                 .level_end = {static_cast<std::int32_t>(residuals.size())}};
    return k;
  }
  void step(const CornerStep& settings) {
    std::vector<std::uint64_t> touched(static_cast<std::size_t>(GradientSlots::words_of(static_cast<std::int64_t>(gradient.size()))), 0);
    for (std::size_t i = 0; i < gradient.size(); ++i)
      for (const float g : gradient[i].v)
        if (g != 0) mark(touched.data(), static_cast<std::int64_t>(i));
    const OptimiseWordKernel k{adam(settings), {gradient.data(), touched.data(), static_cast<std::int64_t>(gradient.size()), 1}};
    for (std::size_t word = 0; word < touched.size(); ++word) k(static_cast<int>(word));
    for (const std::uint64_t word : touched) REQUIRE(word == 0);
  }

  /// Minimises 0.5 * curvature * (r - target)^2 in every channel, with a learning rate that falls to a thousandth.
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

TEST_CASE("each level has its own step, and slots are added up, and left zeroed and unmarked, by words and by corners alike") {
  constexpr int count = 200, slots = 3;
  test::Random random(1);
  Corners words(count, 0.5f), one(count, 0.5f);
  const auto with_levels = [](CornerAdam k) {
    k.levels[0] = plain(0.01f);
    k.levels[1] = plain(0.02f);
    k.levels[2] = plain(0.03f);
    k.level_end[0] = 10;
    k.level_end[1] = 100;
    k.level_end[2] = count;
    return k;
  };
  std::vector<Channels> sums(slots * count, splat(0.0f)), sum(count, splat(0.0f));
  const auto word_count = GradientSlots::words_of(count);
  std::vector<std::uint64_t> touched(static_cast<std::size_t>(slots * word_count), 0), any(static_cast<std::size_t>(word_count), 0);
  for (int s = 0; s < slots; ++s)
    for (int i = 0; i < count; ++i) {
      if (random.below(4) > 0) continue;
      for (float& f : sums[s * count + i].v) f = random.unit() - 0.5f;
      mark(touched.data() + s * word_count, i);
      mark(any.data(), i);
      add_scaled(sum[i], 1.0f, sums[s * count + i]);
    }
  const OptimiseWordKernel by_word{with_levels(words.adam(plain(0))), {sums.data(), touched.data(), count, slots}};
  for (int w = 0; w < word_count; ++w) by_word(w);
  const OptimiseCornerKernel by_corner{with_levels(one.adam(plain(0))), {sum.data(), any.data(), count, 1}};
  for (int i = 0; i < count; ++i) by_corner(i);
  int moved = 0;
  for (int i = 0; i < count; ++i) {
    const float rate = i < 10 ? 0.01f : i < 100 ? 0.02f : 0.03f;
    const bool is_touched = is_marked(any.data(), i);
    moved += is_touched;
    for (int c = 0; c < Channels::count; ++c) {
      REQUIRE(words.residuals[i].v[c] == one.residuals[i].v[c]);
      REQUIRE(std::abs(words.residuals[i].v[c] - 0.5f) == Approx(is_touched ? rate : 0.0f).margin(1e-5));
    }
  }
  CHECK(moved > count / 3);
  for (const Channels& x : sums)
    for (const float f : x.v) REQUIRE(f == 0.0f);
  for (const std::uint64_t word : touched) REQUIRE(word == 0);
}

TEST_CASE("a gradient that is not a number reaches the residual, where it can be seen") {
  Corners corners(1, 0.5f);
  corners.gradient[0] = splat(std::nanf(""));
  corners.step(plain(0.02f));
  for (const float r : corners.residuals[0].v) CHECK(std::isnan(r));
  for (const float g : corners.gradient[0].v) CHECK(g == 0.0f);
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
