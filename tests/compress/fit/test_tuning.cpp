#include "compress/fit/schedule.h"
#include "compress/fit/start.h"
#include "compress/fit/tuning.h"
#include "cuda/core/error.h"
#include "tests/compress/fit/synthetic_scene.h"

#include <catch2/catch.hpp>

using namespace asrg;
using Catch::Contains;

TEST_CASE("numbers of the method are set by name, and what differs from the defaults is told as it was set") {
  Tuning t;
  CHECK(tuning_changes(t).empty());
  set_tuning(t, "averaging=0.25");
  set_tuning(t, "lobes=0");
  CHECK(t.averaging == 0.25f);
  CHECK(t.lobes == 0);
  CHECK(t != Tuning{});
  CHECK(tuning_changes(t) == "lobes=0,averaging=0.25");
  Tuning again;
  set_tuning(again, "lobes=0");
  set_tuning(again, "averaging=0.25");
  CHECK(again == t);
}

TEST_CASE("a tuning that makes no sense is a sentence") {
  Tuning t;
  for (const char* bad : {"", "averaging", "averaging=", "averaging=x", "averaging=0.1x", "averaging=-1", "averaging=nan", "averaging=1.5",
                          "sample_distance=0", "sample_distance=100", "nonsense=1", "=1"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(set_tuning(t, bad), Error);
  }
  CHECK_THROWS_WITH(set_tuning(t, "nonsense=1"), Contains("--set nonsense=1") && Contains("late_distortion") && Contains("lobes"));
  CHECK_THROWS_WITH(set_tuning(t, "averaging=1.5"), Contains("from 0 to 1"));
  CHECK(t == Tuning{});
}

TEST_CASE("a step is taken by the tuning") {
  const Lattice lattice = make_lattice({glm::vec3(-1), glm::vec3(1)}, 96);
  FitOptions options;
  options.tuning = {.sample_distance = 0.5f, .feature_penalty = 0.5f, .late_distortion = 4, .density_rate = 0.2f};
  const auto at = [&](float fraction, float cooling = 0) {
    return step_settings(options, Schedule{}, lattice, fraction, cooling, 1, 1000, FitBackground::random, 1);
  };
  CHECK(at(0.9f).loss.step == 0.5f);
  CHECK(at(0.9f).levels[1].sparsity.v[4] == Approx(0.5 * at(0.9f).levels[1].sparsity.v[1]));
  CHECK(at(0.1f).loss.distortion_weight == Approx(options.tuning.distortion_weight));
  CHECK(at(0.9f).loss.distortion_weight == Approx(4 * options.tuning.distortion_weight));
  CHECK(at(0.9f).levels[1].rate.v[0] == Approx(0.2));
  CHECK(at(0.9f, 1).levels[1].rate.v[0] == Approx(0.2 * options.tuning.cooled));
  CHECK(at(0.9f, 1).shader_rate == Approx(options.tuning.cooled * at(0.9f).shader_rate));
  options.tuning.cooled = 1;
  CHECK(at(0.9f, 1).levels[1].rate.v[0] == Approx(0.2));
}

TEST_CASE("rates cool down in the last fifth of a fit") {
  const Schedule schedule;
  CHECK(schedule.cooling(0.5f) == 0);
  CHECK(schedule.cooling(0.8f) == 0);
  CHECK(schedule.cooling(0.9f) == Approx(0.5));
  CHECK(schedule.cooling(1.0f) == 1);
}

TEST_CASE("a fit without lobes ends without any, and a model is drawn as it was fitted") {
  Device device = Device::cpu(2);
  const Scene scene = test::ball_scene(10, 32);
  FitOptions options{.resolution = 48, .steps = 20};
  options.tuning.sample_distance = 0.75f;
  const auto largest_lobe = [](const Model& m) {
    float most = 0;
    for (const auto& feature : m.shader.lobes)
      for (const auto& output : feature)
        for (const float x : output) most = std::max(most, std::abs(x));
    return most;
  };
  CHECK(largest_lobe(test::fitted(device, scene, options)) > 0);
  options.tuning.lobes = 0;
  const Model plain = test::fitted(device, scene, options);
  CHECK(largest_lobe(plain) == 0);
  CHECK(plain.shader.w1[0][0] != 0);
  CHECK(plain.sample_distance == 0.75f);
}

TEST_CASE("steps grow with the root of the pixels that the model is for") {
  CHECK(default_steps(32000, 1) == 3000);
  CHECK(default_steps(128000, 1) == 6000);
  CHECK(default_steps(128000, 2) == 3000);
  CHECK(default_steps(10, 1) == 2000);
  CHECK(default_steps(100000000, 1) == 20000);
}
