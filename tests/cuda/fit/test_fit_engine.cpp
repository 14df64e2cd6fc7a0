#include <catch2/catch.hpp>

#include "cuda/fit/fit_engine.h"
#include "cuda/render/background.h"
#include "tests/cuda/fit/ball_photos.h"
#include "tests/cuda/fit/same_bits.h"
#include "tests/cuda/render/field_for_test.h"

#include <algorithm>
#include <cmath>

using namespace asrg;
using test::BallPhotos;
using test::box_topology;
using test::same_bits;

TEST_CASE("the engine gives back the state that it was given") {
  Device device = Device::cpu(2);
  const BallPhotos photos;
  const Topology t = box_topology(true);
  FitEngine engine(device, photos.photos, photos.places, 1);
  FitState s = test::starting_state(t);
  s.environment.assign(EnvironmentSize::texels, glm::vec3(0.1f));
  s.environment_first_moment.assign(EnvironmentSize::texels, glm::vec3(0.2f));
  s.environment_second_moment.assign(EnvironmentSize::texels, glm::vec3(0.3f));
  s.place_errors.assign(photos.places.size(), 0.25f);
  s.average.assign(s.residuals.size(), splat(0.7f));
  s.averaged = 5;
  PhotoCorrection wrong;
  wrong.rotation = {0.01f, 0, 0};
  wrong.offset = {0, 0.02f, 0};
  s.corrections = {std::vector<PhotoCorrection>(photos.photos.size(), wrong), std::vector<PhotoCorrection>(photos.photos.size()),
                   std::vector<PhotoCorrection>(photos.photos.size()), 3};
  s.step = 17;
  engine.set_state(t, s);
  CHECK(same_bits(engine.state(), s));
  CHECK(engine.topology().corner_count() == t.corner_count());

  s.environment.clear();
  s.environment_first_moment.clear();
  s.environment_second_moment.clear();
  engine.set_state(t, s);
  const FitState grey = engine.state();
  REQUIRE(grey.environment.size() == EnvironmentSize::texels);
  CHECK(grey.environment[5] == glm::vec3(0.5f));
  CHECK(grey.environment_first_moment[5] == glm::vec3(0.0f));
}

TEST_CASE("steps make the photos' error fall, and the ball gets its colour") {
  Device device = Device::cpu(2);
  const BallPhotos photos;
  const Topology t = box_topology(true);
  FitEngine engine(device, photos.photos, photos.places, 1);
  engine.set_state(t, test::starting_state(t));
  engine.step(test::step_settings());
  const double first = engine.take_report().mse;
  double last = 0;
  std::int64_t samples = 0;
  for (int i = 0; i < 80; ++i) {
    engine.step(test::step_settings());
    const StepReport r = engine.take_report();
    CHECK(r.steps == 1);
    last = r.mse;
    samples += r.samples;
  }
  CHECK(last < 0.1 * first);
  CHECK(samples > 80 * 24 * patch_rays);
  CHECK(engine.state().step == 81);
}

TEST_CASE("on the CPU a report is there at once, whether waited for or not") {
  Device device = Device::cpu(2, true);
  const BallPhotos photos;
  const Topology t = box_topology(true);
  FitEngine waited(device, photos.photos, photos.places, 1), polled(device, photos.photos, photos.places, 1);
  for (FitEngine* e : {&waited, &polled}) {
    e->set_state(t, test::starting_state(t));
    for (int i = 0; i < 3; ++i) e->step(test::step_settings());
  }
  const StepReport a = waited.take_report();
  const auto b = polled.poll_report();
  REQUIRE(b);
  CHECK(b->steps == 3);
  CHECK(b->mse == a.mse);
  CHECK(b->samples == a.samples);
  CHECK(a.samples > 0);
  CHECK(!polled.poll_report());
}

TEST_CASE("the values are those that the last step rendered") {
  Device device = Device::cpu(1);
  const BallPhotos photos;
  const Topology t = box_topology(true);
  FitEngine engine(device, photos.photos, photos.places, 1);
  engine.set_state(t, test::starting_state(t));
  engine.step(test::step_settings());
  const auto residuals = engine.state().residuals;
  engine.step(test::step_settings());
  const auto values = engine.values();
  const Hierarchy hierarchy(device, t);
  std::vector<HalfChannels> halves(residuals.size());
  hierarchy.synthesize(device, residuals.data(), halves.data());
  std::vector<Channels> expected;
  for (const HalfChannels& v : halves) expected.push_back(widened(v));
  CHECK(same_bits(values, expected));
  CHECK_FALSE(same_bits(engine.state().residuals, residuals));
}

TEST_CASE("hanging corners keep a residual of zero") {
  Device device = Device::cpu(2);
  const BallPhotos photos;
  const Topology t = box_topology(true);
  FitEngine engine(device, photos.photos, photos.places, 1);
  engine.set_state(t, test::starting_state(t));
  for (int i = 0; i < 10; ++i) engine.step(test::step_settings());
  const auto residuals = engine.state().residuals;
  int hanging = 0, moved = 0;
  for (std::int32_t i = t.level_begin[1]; i < t.corner_count(); ++i) {
    hanging += t.hanging[i];
    const bool zero = std::all_of(std::begin(residuals[i].v), std::end(residuals[i].v), [](float x) { return x == 0; });
    if (t.hanging[i]) REQUIRE(zero);
    moved += !zero;
  }
  CHECK(hanging > 50);
  CHECK(moved > 50);
}

TEST_CASE("statistics are gathered per cell until the topology changes") {
  Device device = Device::cpu(2);
  const BallPhotos photos;
  const Topology t = box_topology(false);
  FitEngine engine(device, photos.photos, photos.places, 1);
  engine.set_state(t, test::starting_state(t));
  CHECK(engine.coverage() == 0);
  engine.step(test::step_settings());
  const CellStatistics once = engine.statistics();
  for (int i = 0; i < 5; ++i) engine.step(test::step_settings());
  const CellStatistics more = engine.statistics();
  REQUIRE(more.weight.size() == static_cast<std::size_t>(t.cell_count()));
  int seen = 0;
  for (std::size_t i = 0; i < more.weight.size(); ++i) {
    REQUIRE(more.weight[i] >= once.weight[i]);
    REQUIRE(more.error[i] >= once.error[i]);
    REQUIRE(more.weight[i] <= 1);
    seen += more.weight[i] > 0;
  }
  CHECK(seen > t.cell_count() / 2);
  CHECK(engine.coverage() == Approx(6.0 * 24 / static_cast<double>(photos.places.size())));
  engine.set_state(t, engine.state());
  CHECK(engine.coverage() == 0);
  const CellStatistics reset = engine.statistics();
  CHECK(*std::max_element(reset.weight.begin(), reset.weight.end()) == 0);
  CHECK(*std::max_element(reset.error.begin(), reset.error.end()) == 0);
}

TEST_CASE("with quantisation the engine renders rounded residuals, but keeps and moves the exact ones") {
  Device device = Device::cpu(1);
  const BallPhotos photos;
  const Topology t = box_topology(false);
  FitEngine engine(device, photos.photos, photos.places, 1);
  FitState start = test::starting_state(t);
  test::Random random(8);
  for (Channels& r : start.residuals)
    for (float& x : r.v) x += 0.02f * random.unit();
  engine.set_state(t, start);
  QuantisationSteps steps{};
  for (Channels& step : steps.step) step = splat(0.25f);
  steps.offset = splat(0.0f);
  StepSettings s = test::step_settings();
  s.quantisation = &steps;
  engine.step(s);
  for (const Channels& v : engine.values())
    for (const float x : v.v) REQUIRE(x == Approx(0.25f * std::round(x / 0.25f)).margin(1e-6));
  const auto residuals = engine.state().residuals;
  int exact = 0, moved = 0;
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    exact += std::abs(residuals[i].v[0] - 0.25f * std::round(residuals[i].v[0] / 0.25f)) > 1e-4f;
    moved += residuals[i].v[0] != start.residuals[i].v[0];
  }
  CHECK(moved > 100);
  CHECK(exact > static_cast<int>(residuals.size()) * 9 / 10);
}
