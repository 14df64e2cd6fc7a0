#include <catch2/catch.hpp>

#include "cuda/fit/fit_engine.h"
#include "cuda/render/background.h"
#include "tests/cuda/fit/ball_photos.h"
#include "tests/cuda/fit/relative_difference.h"
#include "tests/cuda/render/field_for_test.h"

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace asrg;
using test::BallPhotos;
using test::box_topology;
using test::floats;
using test::relative_difference;

namespace {

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

bool same_bits(const FitState& a, const FitState& b) {
  return same_bits(a.residuals, b.residuals) && same_bits(a.first_moment, b.first_moment) && same_bits(a.second_moment, b.second_moment) &&
         same_bits(a.average, b.average) && a.averaged == b.averaged && std::memcmp(&a.shader, &b.shader, sizeof(a.shader)) == 0 &&
         std::memcmp(&a.shader_first_moment, &b.shader_first_moment, sizeof(a.shader)) == 0 &&
         std::memcmp(&a.shader_second_moment, &b.shader_second_moment, sizeof(a.shader)) == 0 && same_bits(a.environment, b.environment) &&
         same_bits(a.environment_first_moment, b.environment_first_moment) &&
         same_bits(a.environment_second_moment, b.environment_second_moment) && same_bits(a.place_errors, b.place_errors) &&
         same_bits(a.corrections.values, b.corrections.values) && same_bits(a.corrections.first_moment, b.corrections.first_moment) &&
         same_bits(a.corrections.second_moment, b.corrections.second_moment) && a.corrections.steps == b.corrections.steps &&
         a.step == b.step;
}

}  // namespace

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

TEST_CASE("a thread a ray takes the steps that a thread a patch takes") {
  const BallPhotos photos;
  const Topology t = box_topology(true);
  double mse[2];
  std::vector<Channels> residuals[2];
  for (const int k : {0, 1}) {
    Device device = Device::cpu(2);
    FitEngine engine(device, photos.photos, photos.places, 1, k ? WorkItem::ray : WorkItem::patch);
    engine.set_state(t, test::starting_state(t));
    for (int i = 0; i < 20; ++i) engine.step(test::step_settings());
    const StepReport r = engine.take_report();
    CHECK(r.steps == 20);
    mse[k] = r.mse;
    residuals[k] = engine.state().residuals;
  }
  CHECK(mse[0] == Approx(mse[1]).epsilon(0.01));
  // Adam's first steps go as far for a tiny slope as for a large one: rounding shows where a slope is all but zero.
  CHECK(relative_difference(floats(residuals[0]), floats(residuals[1])) < 0.01);
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
  std::vector<Channels> expected(residuals.size());
  hierarchy.synthesize(device, residuals.data(), expected.data());
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

TEST_CASE("a deterministic device gives the same bits twice, and goes on from a saved state as if it had not stopped") {
  const BallPhotos photos;
  const Topology t = box_topology(true);
  StepSettings s = test::step_settings();
  s.loss.background = GENERATE(FitBackground::random, FitBackground::environment);
  const auto run = [&](std::uint32_t seed, int steps, const FitState& from) {
    Device device = Device::cpu(3, true);
    FitEngine engine(device, photos.photos, photos.places, seed);
    engine.set_state(t, from);
    for (int i = 0; i < steps; ++i) engine.step(s);
    return engine.state();
  };
  const FitState start = test::starting_state(t), whole = run(1, 12, start);
  CHECK(same_bits(run(1, 12, start), whole));
  CHECK(same_bits(run(1, 7, run(1, 5, start)), whole));
  CHECK_FALSE(same_bits(run(2, 12, start), whole));
}

TEST_CASE("sums in fixed point are those in floating point, and the same bits whatever the number of threads") {
  const BallPhotos photos;
  const Topology t = box_topology(true);
  StepSettings s = test::step_settings();
  s.loss.background = GENERATE(FitBackground::random, FitBackground::environment);
  struct Result {
    FitState first, state;
    CellStatistics statistics;
    StepReport report;
  };
  const auto run = [&](int threads, WorkItem item) {
    Device device = Device::cpu(threads);
    FitEngine engine(device, photos.photos, photos.places, 1, item);
    engine.set_state(t, test::starting_state(t));
    engine.step(s);
    Result r{engine.state(), {}, {}, {}};
    for (int i = 0; i < 7; ++i) engine.step(s);
    r.state = engine.state();
    r.statistics = engine.statistics();
    r.report = engine.take_report();
    return r;
  };
  const Result one = run(1, WorkItem::ray_fixed), in_floats = run(1, WorkItem::ray);
  for (const int threads : {2, 3, 4}) {
    const Result more = run(threads, WorkItem::ray_fixed);
    CHECK(same_bits(more.state, one.state));
    CHECK(more.statistics.weight == one.statistics.weight);
    CHECK(more.statistics.error == one.statistics.error);
    CHECK(more.report.mse == one.report.mse);
  }
  // Adam's first moment after one step is a tenth of the gradient.
  CHECK(relative_difference(floats(in_floats.first.first_moment), floats(one.first.first_moment)) < 1e-5);
  CHECK(one.report.mse == Approx(in_floats.report.mse).epsilon(1e-3));
  for (std::size_t i = 0; i < one.statistics.error.size(); ++i)
    REQUIRE(one.statistics.error[i] == Approx(in_floats.statistics.error[i]).epsilon(0.05).margin(1e-3));
}

TEST_CASE("the number of threads changes only how sums are rounded") {
  const BallPhotos photos;
  const Topology t = box_topology(true);
  double mse[2];
  std::int64_t samples[2];
  CellStatistics statistics[2];
  for (const int k : {0, 1}) {
    Device device = Device::cpu(k ? 4 : 1);
    FitEngine engine(device, photos.photos, photos.places, 1);
    engine.set_state(t, test::starting_state(t));
    engine.step(test::step_settings());
    const StepReport r = engine.take_report();
    mse[k] = r.mse;
    samples[k] = r.samples;
    statistics[k] = engine.statistics();
  }
  CHECK(mse[0] == Approx(mse[1]).epsilon(1e-9));
  CHECK(samples[0] == samples[1]);
  for (std::size_t i = 0; i < statistics[0].weight.size(); ++i) {
    REQUIRE(statistics[0].weight[i] == statistics[1].weight[i]);
    REQUIRE(statistics[0].error[i] == Approx(statistics[1].error[i]).epsilon(1e-4).margin(1e-7));
  }
}

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

TEST_CASE("photos are put right alike however the work is dealt, and the model may stay as it is") {
  const BallPhotos photos;
  const Topology t = box_topology(true);
  std::vector<PhotoCorrection> learnt[3];
  const WorkItem items[3] = {WorkItem::patch, WorkItem::ray, WorkItem::ray_fixed};
  for (const int k : {0, 1, 2}) {
    Device device = Device::cpu(2);
    FitEngine engine(device, photos.photos, photos.places, 1, items[k]);
    engine.set_state(t, test::starting_state(t));
    StepSettings settings = test::step_settings();
    for (int i = 0; i < 20; ++i) engine.step(settings);
    CHECK(engine.corrections().empty());
    const auto residuals = engine.state().residuals;
    settings.photos_only = true;
    settings.pose_rate = settings.exposure_rate = 1e-3f;
    engine.step(settings);
    const FitState s = engine.state();
    CHECK(same_bits(s.residuals, residuals));
    learnt[k] = s.corrections.first_moment;
    REQUIRE(learnt[k].size() == photos.photos.size());
    REQUIRE(engine.corrections().size() == photos.photos.size());
    engine.forget_corrections(true, false);
    for (const PhotoCorrection& c : engine.corrections()) CHECK(c.rotation == glm::vec3(0.0f));
  }
  CHECK(relative_difference(floats(learnt[0]), floats(learnt[1])) < 0.05);
  CHECK(relative_difference(floats(learnt[0]), floats(learnt[2])) < 0.05);
}

TEST_CASE("the mean of what is put right stays zero while the model learns") {
  Device device = Device::cpu(2);
  const BallPhotos photos;
  const Topology t = box_topology(true);
  FitEngine engine(device, photos.photos, photos.places, 1);
  engine.set_state(t, test::starting_state(t));
  StepSettings settings = test::step_settings();
  settings.pose_rate = settings.exposure_rate = 1e-2f;
  for (int i = 0; i < 5; ++i) engine.step(settings);
  PhotoCorrection mean;
  double size = 0;
  const auto corrections = engine.corrections();
  for (PhotoCorrection c : corrections)
    for (int n = 0; n < PhotoCorrection::count; ++n) {
      mean.data()[n] += c.data()[n] / static_cast<float>(corrections.size());
      size += std::abs(c.data()[n]);
    }
  CHECK(size > 0.01);
  for (int n = 0; n < PhotoCorrection::count; ++n) CHECK(std::abs(mean.data()[n]) < 1e-6f);
}
