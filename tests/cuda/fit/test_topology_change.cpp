#include <catch2/catch.hpp>

#include "cuda/fit/fit_engine.h"
#include "tests/cuda/fit/ball_photos.h"
#include "tests/cuda/fit/same_bits.h"
#include "tests/cuda/render/field_for_test.h"

#include <algorithm>
#include <cstring>

using namespace asrg;
using test::BallPhotos;
using test::box_topology;
using test::same_bits;

TEST_CASE("a change of topology keeps residuals and moments of the corners that stay, and nothing else") {
  const BallPhotos photos;
  Device device = Device::cpu(2);
  const Topology before = box_topology(true);
  FitEngine engine(device, photos.photos, photos.places, 1);
  engine.set_state(before, test::starting_state(before));
  for (int i = 0; i < 3; ++i) engine.step(test::step_settings());
  const FitState old = engine.state();
  std::vector<Brick> bricks = before.bricks;
  test::Random random(4);
  for (Brick& b : bricks)
    for (auto& word : b.cells) word &= ~(std::uint64_t{random.bits()} & 0x11111111u);
  std::vector<std::uint8_t> split(bricks.size(), 0);
  split[0] = split[bricks.size() / 2] = 1;
  const Topology after = build_topology(before.lattice, split_bricks(before.lattice, bricks, split));
  engine.change_bricks(Buffer<Brick>(device, after.bricks));
  const FitState now = engine.state();
  const auto match = match_corners(before, after);
  REQUIRE(now.residuals.size() == match.size());
  int kept = 0, fresh = 0;
  for (std::size_t i = 0; i < match.size(); ++i)
    for (int c = 0; c < Channels::count; ++c) {
      const auto m = match[i];
      REQUIRE(now.residuals[i].v[c] == (m >= 0 && !after.hanging[i] ? old.residuals[m].v[c] : 0.0f));
      REQUIRE(now.first_moment[i].v[c] == (m >= 0 ? old.first_moment[m].v[c] : 0.0f));
      REQUIRE(now.second_moment[i].v[c] == (m >= 0 ? old.second_moment[m].v[c] : 0.0f));
      kept += m >= 0 && old.residuals[m].v[c] != 0;
      fresh += m < 0;
    }
  CHECK(kept > 1000);
  CHECK(fresh > 100);
  CHECK(now.step == old.step);
  CHECK(std::memcmp(&now.shader, &old.shader, sizeof(ShaderWeights)) == 0);
  CHECK(engine.coverage() == 0);
  CHECK(engine.topology().corner_count() == after.corner_count());
  engine.step(test::step_settings());
  CHECK(engine.take_report().samples > 0);
}

TEST_CASE("the average follows the residuals that move, and a change of topology goes on from it") {
  Device device = Device::cpu(2);
  const BallPhotos photos;
  const Topology t = box_topology(false);
  FitEngine engine(device, photos.photos, photos.places, 1);
  engine.set_state(t, test::starting_state(t));
  engine.step(test::step_settings());
  CHECK(engine.state().average.empty());
  CHECK(same_bits(engine.residuals(), engine.state().residuals));
  StepSettings averaging = test::step_settings();
  averaging.averaging = 0.25f;
  std::vector<Channels> expected = engine.state().residuals;
  for (int n = 0; n < 8; ++n) {
    const auto before = engine.state().first_moment;
    engine.step(averaging);
    const FitState now = engine.state();
    const auto& after = now.residuals;
    for (std::size_t i = 0; i < after.size(); ++i)
      for (int c = 0; c < Channels::count; ++c)
        if (now.first_moment[i].v[c] != before[i].v[c])
          expected[i].v[c] += std::max(0.25f, 2.0f / static_cast<float>(n + 2)) * (after[i].v[c] - expected[i].v[c]);
  }
  const FitState averaged = engine.state();
  CHECK(same_bits(engine.residuals(), averaged.average));
  int between = 0;
  for (std::size_t i = 0; i < expected.size(); ++i)
    for (int c = 0; c < Channels::count; ++c) {
      REQUIRE(averaged.average[i].v[c] == Approx(expected[i].v[c]).margin(1e-4));
      between += averaged.average[i].v[c] != averaged.residuals[i].v[c];
    }
  CHECK(between > 1000);
  engine.change_bricks(Buffer<Brick>(device, t.bricks));
  const FitState now = engine.state();
  CHECK(now.average.empty());
  for (std::size_t i = 0; i < now.residuals.size(); ++i)
    for (int c = 0; c < Channels::count; ++c) REQUIRE(now.residuals[i].v[c] == (t.hanging[i] ? 0.0f : averaged.average[i].v[c]));
}
