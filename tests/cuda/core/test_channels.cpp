#include <catch2/catch.hpp>

#include "cuda/core/channels.h"

using namespace asrg;

namespace {
constexpr Channels a{1, -2, 3, 0.5f, 7, -11, 13, 17};
constexpr Channels b{2, 3, -5, 8, 0.25f, 1, -1, 0};
}  // namespace

TEST_CASE("splat fills all channels") {
  const Channels s = splat(-3.25f);
  for (int i = 0; i < Channels::count; ++i) CHECK(s[i] == -3.25f);
}

TEST_CASE("add_scaled works channel by channel") {
  Channels sum = a;
  add_scaled(sum, -2.0f, b);
  for (int i = 0; i < Channels::count; ++i) CHECK(sum[i] == a[i] - 2.0f * b[i]);
}

TEST_CASE("dot sums all eight products") {
  CHECK(dot(a, b) == 2 - 6 - 15 + 4 + 1.75f - 11 - 13 + 0);
  for (int i = 0; i < Channels::count; ++i) {
    Channels unit = splat(0.0f);
    unit[i] = 1;
    CHECK(dot(a, unit) == a[i]);
  }
}
