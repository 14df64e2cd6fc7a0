#include <catch2/catch.hpp>

#include "cuda/core/exponential.h"

#include <algorithm>
#include <limits>

using namespace asrg;

TEST_CASE("exponential() is within 2e-7 of e^x") {
  constexpr int count = 1000000;
  double worst = 0;
  for (int i = 0; i <= count; ++i) {
    const float x = -87.0f + 175.0f * static_cast<float>(i) / count;
    const double truth = std::exp(static_cast<double>(x));
    worst = std::max(worst, std::abs(exponential(x) - truth) / truth);
  }
  CHECK(worst < 2e-7);
  CHECK(exponential(0.0f) == 1.0f);
}

TEST_CASE("exponential() stays finite far out, and NaN stays NaN") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  CHECK(exponential(-infinity) == exponential(-87.0f));
  CHECK(exponential(-infinity) > 0.0f);
  CHECK(exponential(infinity) == exponential(88.0f));
  CHECK(std::isfinite(exponential(infinity)));
  CHECK(std::isnan(exponential(std::numeric_limits<float>::quiet_NaN())));
}
