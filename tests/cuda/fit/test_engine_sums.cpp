#include <catch2/catch.hpp>

#include "cuda/fit/fit_engine.h"
#include "cuda/fit/step_passes.h"
#include "tests/cuda/fit/ball_photos.h"
#include "tests/cuda/fit/relative_difference.h"
#include "tests/cuda/fit/same_bits.h"

#include <tbb/global_control.h>

#include <algorithm>
#include <numeric>
#include <thread>

using namespace asrg;
using test::BallPhotos;
using test::box_topology;
using test::floats;
using test::relative_difference;
using test::same_bits;

TEST_CASE("one thread per ray takes the steps that one thread per patch takes") {
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
  // Adam's first steps have the same size for a tiny slope as for a large one, so that rounding errors show where a slope is nearly zero.
  CHECK(relative_difference(floats(residuals[0]), floats(residuals[1])) < 0.01);
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
  struct Result {
    StepReport report;
    CellStatistics statistics;
    std::vector<Channels> first_moment;
  };
  const auto run = [&](int threads) {
    Device device = Device::cpu(threads);
    FitEngine engine(device, photos.photos, photos.places, 1);
    engine.set_state(t, test::starting_state(t));
    engine.step(test::step_settings());
    const StepReport report = engine.take_report();
    return Result{report, engine.statistics(), engine.state().first_moment};
  };
  // Without this TBB starts no more threads than there are cores.
  const tbb::global_control all(tbb::global_control::max_allowed_parallelism, 20);
  const Result one = run(1);
  for (const int threads : {4, 20}) {  // the latter share slots
    INFO(threads << " threads");
    const Result more = run(threads);
    CHECK(more.report.mse == Approx(one.report.mse).epsilon(1e-9));
    CHECK(more.report.samples == one.report.samples);
    CHECK(relative_difference(floats(more.first_moment), floats(one.first_moment)) < 1e-5);
    for (std::size_t i = 0; i < one.statistics.weight.size(); ++i) {
      REQUIRE(more.statistics.weight[i] == one.statistics.weight[i]);
      REQUIRE(more.statistics.error[i] == Approx(one.statistics.error[i]).epsilon(1e-4).margin(1e-7));
    }
  }
}

TEST_CASE("sums of corners are eight at most, however many threads there are, unless they are to be added up in one order") {
  const auto slots = [](int threads, bool deterministic) {
    Device device = Device::cpu(threads, deterministic);
    return make_patch_passes(device)->sums().corners().slots;
  };
  CHECK(slots(3, false) == 3);
  CHECK(slots(8, false) == 8);
  CHECK(slots(64, false) == 8);
  CHECK(slots(64, true) == 64);
}

TEST_CASE("threads that share sums add nothing twice and lose nothing") {
  std::vector<std::uint8_t> locks(SumLock::count);
  std::vector<int> sums(3 * SumLock::count);  // three parts to each lock
  std::vector<std::thread> threads;
  for (int k = 0; k < 6; ++k)
    threads.emplace_back([&, k] {
      SumLock lock(locks.data());
      for (int i = 0; i < 20000; ++i) {
        const int part = (i * 7 + k) % 40 * 300 % static_cast<int>(sums.size());
        lock.hold(part);
        ++sums[static_cast<std::size_t>(part)];
      }
    });
  for (std::thread& t : threads) t.join();
  CHECK(std::accumulate(sums.begin(), sums.end(), 0) == 120000);
  CHECK(std::count(locks.begin(), locks.end(), 0) == SumLock::count);
}
