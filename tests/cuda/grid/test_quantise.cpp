#include <catch2/catch.hpp>

#include "cuda/grid/quantise.h"

#include <cmath>
#include <limits>

using namespace asrg;

TEST_CASE("symbols are the nearest, ties go to the even one, and the ends of the range hold") {
  CHECK(symbol_of(0.5f, 1.0f, 0.0f) == 0);
  CHECK(symbol_of(1.5f, 1.0f, 0.0f) == 2);
  CHECK(symbol_of(-2.5f, 1.0f, 0.0f) == -2);
  CHECK(symbol_of(3.75f, 0.5f, 0.5f) == 6);
  CHECK(symbol_of(126.5f, 1.0f, 0.0f) == 126);
  CHECK(symbol_of(127.4f, 1.0f, 0.0f) == max_symbol);
  CHECK(symbol_of(1e30f, 1.0f, 0.0f) == max_symbol);
  CHECK(symbol_of(-127.5f, 1.0f, 0.0f) == -max_symbol);
  CHECK(symbol_of(-std::numeric_limits<float>::infinity(), 1.0f, 0.0f) == -max_symbol);
  CHECK(symbol_of(std::numeric_limits<float>::quiet_NaN(), 1.0f, 0.0f) == -max_symbol);
}

TEST_CASE("a symbol's value has that symbol, and is the exact one rounded once to single precision") {
  int wrong = 0, inexact = 0;
  for (const float step : {1e-9f, 0.0123f, 1.0f / 3, 7.7f, 1e9f})
    for (const float offset : {0.0f, 0.1f * step, -31.7f * step})
      for (int symbol = -max_symbol; symbol <= max_symbol; ++symbol) {
        const float value = value_of(symbol, step, offset);
        wrong += symbol_of(value, step, offset) != symbol;
        inexact += value != static_cast<float>(static_cast<long double>(step) * symbol + static_cast<long double>(offset));
        wrong += quantised(value, step, offset) != value;
      }
  CHECK(wrong == 0);
  CHECK(inexact == 0);
  CHECK(std::isnan(quantised(std::numeric_limits<float>::quiet_NaN(), 0.1f, 0.0f)));
}
