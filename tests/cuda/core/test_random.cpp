#include <catch2/catch.hpp>

#include "cuda/core/random.h"

#include <array>
#include <cmath>
#include <set>

using namespace asrg;

namespace {

constexpr int bins = 64, draws = 64 * 1024;

/// Chi-squared per degree of freedom of `draws` numbers in `bins` bins; 1 +- 0.18 (one standard deviation) for a uniform source.
template <class Source>
double chi_squared(Source&& source) {
  std::array<int, bins> count{};
  for (std::uint32_t i = 0; i < draws; ++i) ++count[source(i)];
  constexpr double expected = static_cast<double>(draws) / bins;
  double sum = 0;
  for (const int c : count) sum += (c - expected) * (c - expected) / expected;
  return sum / (bins - 1);
}

}  // namespace

TEST_CASE("the hash of consecutive numbers is uniform in its high, middle and low bits") {
  CHECK(chi_squared([](std::uint32_t i) { return hash_u32(i) >> 26; }) < 1.9);
  CHECK(chi_squared([](std::uint32_t i) { return hash_u32(i) >> 13 & 63; }) < 1.9);
  CHECK(chi_squared([](std::uint32_t i) { return hash_u32(i) & 63; }) < 1.9);
}

TEST_CASE("the hash of three numbers is uniform along each of them, and over pairs of neighbours") {
  CHECK(chi_squared([](std::uint32_t i) { return hash_u32(i, 5, 1) >> 26; }) < 1.9);
  CHECK(chi_squared([](std::uint32_t i) { return hash_u32(5, i, 1) >> 26; }) < 1.9);
  CHECK(chi_squared([](std::uint32_t i) { return hash_u32(5, 1, i) >> 26; }) < 1.9);
  CHECK(chi_squared([](std::uint32_t i) { return hash_u32(i & 255, i >> 8, 1) >> 26; }) < 1.9);
  CHECK(chi_squared([](std::uint32_t i) { return hash_u32(i, 0) >> 29 | hash_u32(i + 1, 0) >> 29 << 3; }) < 1.9);
  CHECK(chi_squared([](std::uint32_t i) { return hash_u32(7, i) >> 29 | hash_u32(7, i + 1) >> 29 << 3; }) < 1.9);
}

TEST_CASE("neighbouring streams differ") {
  std::set<std::uint32_t> seen;
  for (std::uint32_t a = 0; a < 20; ++a)
    for (std::uint32_t b = 0; b < 20; ++b)
      for (std::uint32_t c = 0; c < 20; ++c) seen.insert(hash_u32(a, b, c));
  CHECK(seen.size() > 7990);
}

TEST_CASE("unit_float lies in [0, 1)") {
  CHECK(unit_float(0) == 0.0f);
  CHECK(unit_float(0xffffffffu) < 1.0f);
  CHECK(unit_float(0x80000000u) == 0.5f);
  double sum = 0;
  for (std::uint32_t i = 0; i < draws; ++i) sum += unit_float(hash_u32(i));
  CHECK(sum / draws == Approx(0.5).margin(0.005));
}
