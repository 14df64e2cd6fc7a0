#include <catch2/catch.hpp>

#include "compress/model/symbols.h"
#include "cuda/core/error.h"
#include "cuda/grid/hierarchy.h"
#include "tests/cuda/render/field_for_test.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace asrg;

namespace {

struct Case {
  Model model;
  std::vector<Channels> residuals;
};

/// A model of several levels with residuals between symbols, on ties, at the ends of the range and far beyond them.
Case make_case(std::uint32_t seed) {
  test::Random random(seed);
  Case c;
  c.model.topology = test::random_topology(random, {2, 1, 2}, 3);
  const Topology& t = c.model.topology;
  for (int level = 0; level < t.lattice.levels; ++level)
    for (float& step : c.model.quantisation.step[level].v) step = 0.01f + random.unit();
  for (float& offset : c.model.quantisation.offset.v) offset = random.unit() - 0.5f;
  c.residuals.assign(t.corners.size(), splat(0.0f));
  for (int level = 0; level < t.lattice.levels; ++level)
    for (std::int32_t i = t.level_begin[level]; i < t.level_begin[level + 1]; ++i) {
      if (t.hanging[i]) continue;
      for (int k = 0; k < Channels::count; ++k) {
        const float symbols[] = {random.unit() * 300 - 150, static_cast<float>(random.below(300) - 150) + 0.5f,
                                 static_cast<float>(random.below(2) * 254 - 127) + 0.5f * static_cast<float>(random.below(3) - 1),
                                 1e6f * (random.unit() - 0.5f)};
        const float step = c.model.quantisation.step[level].v[k], offset = c.model.quantisation.level_offset(level).v[k];
        c.residuals[i].v[k] = offset + step * symbols[random.below(4)];
      }
    }
  c.model.symbols = symbols_of(t, c.model.quantisation, c.residuals);
  return c;
}

std::vector<Channels> synthesize(const Topology& t, const std::vector<Channels>& residuals, const QuantisationSteps* steps) {
  Device device = Device::cpu(2);
  const Hierarchy hierarchy(device, t);
  std::vector<Channels> values(residuals.size());
  hierarchy.synthesize(device, residuals.data(), values.data(), steps);
  return values;
}

}  // namespace

TEST_CASE("the fit's forward pass sees, bit by bit, what a saved model holds") {
  int clipped = 0, ties = 0;
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    const Case c = make_case(seed);
    const Topology& t = c.model.topology;
    const auto seen = synthesize(t, c.residuals, &c.model.quantisation), saved = synthesize(t, residuals_of(c.model), nullptr);
    CHECK(std::memcmp(seen.data(), saved.data(), seen.size() * sizeof(Channels)) == 0);
    for (int level = 0; level < t.lattice.levels; ++level)
      for (std::int32_t i = t.level_begin[level]; i < t.level_begin[level + 1]; ++i)
        for (int k = 0; k < Channels::count; ++k) {
          const double exact = (static_cast<double>(c.residuals[i].v[k]) - c.model.quantisation.level_offset(level).v[k]) /
                               static_cast<double>(c.model.quantisation.step[level].v[k]);
          clipped += std::abs(exact) > max_symbol + 0.5;
          ties += std::abs(exact - std::floor(exact) - 0.5) < 1e-5 && std::abs(exact) < max_symbol;
        }
  }
  CHECK(clipped > 100);
  CHECK(ties > 100);
}

TEST_CASE("residuals lie within half a step, hanging corners are 0, and rounding again changes nothing") {
  const Case c = make_case(7);
  const Topology& t = c.model.topology;
  const auto residuals = residuals_of(c.model);
  int wrong = 0, hanging = 0, inside = 0;
  for (int level = 0; level < t.lattice.levels; ++level)
    for (std::int32_t i = t.level_begin[level]; i < t.level_begin[level + 1]; ++i)
      for (int k = 0; k < Channels::count; ++k) {
        const int symbol = c.model.symbols[i].v[k];
        wrong += std::abs(symbol) > max_symbol;
        if (t.hanging[i]) {
          ++hanging;
          wrong += symbol != 0 || residuals[i].v[k] != 0.0f;
        } else if (std::abs(symbol) < max_symbol) {
          ++inside;
          wrong += std::abs(residuals[i].v[k] - c.residuals[i].v[k]) > 0.5001f * c.model.quantisation.step[level].v[k];
        }
      }
  CHECK(wrong == 0);
  CHECK(hanging > 0);
  CHECK(inside > 1000);
  CHECK(symbols_of(t, c.model.quantisation, residuals) == c.model.symbols);
}

TEST_CASE("residuals that are no numbers, and steps that are not positive, have no symbols") {
  const Case c = make_case(8);
  const Topology& t = c.model.topology;
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    auto residuals = c.residuals;
    residuals[0].v[3] = bad;
    CHECK_THROWS_AS(symbols_of(t, c.model.quantisation, residuals), Error);
  }
  auto steps = c.model.quantisation;
  steps.step[1].v[2] = 0;
  CHECK_THROWS_AS(symbols_of(t, steps, c.residuals), Error);
  CHECK_THROWS_AS(symbols_of(t, c.model.quantisation, std::span(c.residuals).first(c.residuals.size() - 1)), Error);
}
