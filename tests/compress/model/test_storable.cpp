#include <catch2/catch.hpp>

#include "compress/codec/codec.h"
#include "compress/fit/start.h"
#include "compress/model/storable.h"
#include "cuda/core/error.h"

#include <limits>

using namespace asrg;

namespace {

constexpr Box cube{{-1, -1, -1}, {1, 1, 1}};

/// Whether an empty model on this lattice can be saved.
bool saves(const Lattice& lattice) {
  Model m;
  m.topology.lattice = lattice;
  m.topology.level_begin.assign(static_cast<std::size_t>(lattice.levels) + 1, 0);
  m.topology.cell_begin = {0};
  for (Channels& step : m.quantisation.step) step = splat(0.1f);
  try {
    decode_model(encode_model(m, Effort::fast), "file");
  } catch (const Error&) {
    return false;
  }
  return true;
}

}  // namespace

TEST_CASE("resolutions that a file cannot hold are known before anything is fitted") {
  CHECK_FALSE(why_not_storable(make_lattice(cube, 1024, true)));
  CHECK_FALSE(why_not_storable(make_lattice(cube, 2048, false)));
  const auto with_surroundings = why_not_storable(make_lattice(cube, 1792, true)),
             masked = why_not_storable(make_lattice(cube, 3328, false));
  REQUIRE(with_surroundings);
  REQUIRE(masked);
  CHECK_THAT(*masked, Catch::Contains("bricks") && Catch::Contains(std::to_string(FileLimits::finest_bricks)));
}

TEST_CASE("a lattice is storable exactly where it can be saved and read again") {
  const auto agrees = [](const Lattice& l, bool storable) { return !why_not_storable(l) == storable && saves(l) == storable; };
  Lattice good;
  good.base_bricks = {3, 2, 5};
  good.levels = 4;
  CHECK(agrees(good, true));
  Lattice l = good;
  l.base_bricks = {Lattice::max_extent / brick_edge >> 3, 1, 1};
  CHECK(agrees(l, true));
  ++l.base_bricks.x;
  CHECK(agrees(l, false));
  l = good;
  l.levels = 1;
  l.base_bricks = {512, 512, 256};
  CHECK(agrees(l, true));
  l.base_bricks.z = 257;
  CHECK(agrees(l, false));
  for (const float bad : {0.0f, -1.0f, 2e9f, 1e-10f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    l = good;
    l.cell = bad;
    CHECK(agrees(l, false));
  }
  for (const float bad : {2e9f, -2e9f, std::numeric_limits<float>::quiet_NaN()}) {
    l = good;
    l.origin.y = bad;
    CHECK(agrees(l, false));
  }
  l = good;
  l.base_bricks.y = 0;
  CHECK(agrees(l, false));
  l = good;
  l.levels = 0;
  CHECK(why_not_storable(l));
  l.levels = Lattice::max_levels + 1;
  CHECK(why_not_storable(l));
}
