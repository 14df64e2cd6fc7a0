#include <catch2/catch.hpp>

#include "cuda/core/half_channels.h"
#include "cuda/core/random.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace asrg;

TEST_CASE("every finite half is its own nearest half") {
  int wrong = 0;
  for (int h = 0; h < 65536; ++h) {
    const float x = float_from_half(static_cast<std::uint16_t>(h));
    if (std::isfinite(x)) wrong += half_from_float(x) != h;
  }
  CHECK(wrong == 0);
  CHECK(float_from_half(0x3c00) == 1.0f);
  CHECK(float_from_half(0xc000) == -2.0f);
  CHECK(float_from_half(0x0001) == std::ldexp(1.0f, -24));
  CHECK(std::isinf(float_from_half(0x7c00)));
  CHECK(std::isnan(float_from_half(0x7e00)));
}

TEST_CASE("halves round to nearest, ties to even, and do not overflow") {
  CHECK(half_from_float(1.0f + 0x1p-11f) == 0x3c00);
  CHECK(half_from_float(1.0f + 0x1.8p-10f) == 0x3c02);
  CHECK(half_from_float(1.0f + 0x1.004p-11f) == 0x3c01);
  CHECK(half_from_float(2.0f - 0x1p-12f) == 0x4000);
  CHECK(half_from_float(0x1p-25f) == 0);
  CHECK(half_from_float(0x1.8p-25f) == 1);
  CHECK(half_from_float(1e-30f) == 0);
  CHECK(half_from_float(-0.0f) == 0x8000);
  CHECK(half_from_float(1e6f) == 0x7bff);
  CHECK(half_from_float(-65519.0f) == 0xfbff);
  for (std::uint32_t i = 0; i < 2000; ++i) {
    const float x = std::ldexp(unit_float(hash_u32(i, 1)) - 0.5f, static_cast<int>(hash_u32(i, 2) % 20) - 10);
    REQUIRE(std::abs(float_from_half(half_from_float(x)) - x) <= std::max(std::abs(x) * 0x1p-11f, 0x1p-25f));
  }
}

TEST_CASE("a half that is not a number stays so") {
  CHECK(std::isnan(float_from_half(half_from_float(std::numeric_limits<float>::quiet_NaN()))));
  CHECK(float_from_half(half_from_float(-std::numeric_limits<float>::infinity())) == -65504.0f);
}

TEST_CASE("channels in half precision hold what each of them is as a half") {
  constexpr float infinite = std::numeric_limits<float>::infinity();
  int wrong = 0;
  const auto check = [&](const Channels& x) {
    HalfChannels half;
    narrow(x, half);
    const Channels back = widened(half);
    for (int c = 0; c < Channels::count; ++c) {
      wrong += half.v[c] != half_from_float(x[c]);
      wrong += back[c] != float_from_half(half.v[c]);
    }
  };
  check({0.0f, -0.0f, 65504.0f, -65519.0f, 65520.0f, 1e30f, infinite, -infinite});
  check({0x1p-24f, 0x1p-25f, 0x1.8p-25f, -0x1.ffcp-15f, 0x1p-14f, 1e-30f, 1.0f + 0x1p-11f, 1.0f + 0x1.8p-10f});
  for (std::uint32_t i = 0; i < 2000; ++i) {
    Channels x;
    for (std::uint32_t c = 0; c < Channels::count; ++c)
      x[static_cast<int>(c)] = std::ldexp(unit_float(hash_u32(i, c)) - 0.5f, static_cast<int>(hash_u32(i, c, 3) % 40) - 22);
    check(x);
  }
  CHECK(wrong == 0);
  HalfChannels half;
  narrow(splat(std::numeric_limits<float>::quiet_NaN()), half);
  for (int c = 0; c < Channels::count; ++c) CHECK(std::isnan(widened(half)[c]));
}
