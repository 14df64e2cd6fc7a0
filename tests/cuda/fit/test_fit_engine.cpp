#include <catch2/catch.hpp>

#include "cuda/fit/fit_engine.h"
#include "tests/cuda/render/field_for_test.h"

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace asrg;

namespace {

constexpr glm::vec3 ball_colour{0.8f, 0.3f, 0.2f};

/// Photos of a plain ball of radius 0.7 about the origin, with alpha.
struct Photos {
  std::vector<ImageU8> images;
  std::vector<TrainingPhoto> photos;
  std::vector<PatchPlace> places;

  explicit Photos(int count = 8, int edge = 24) {
    images.reserve(static_cast<std::size_t>(count));
    for (int n = 0; n < count; ++n) {
      const float a = 2.4f * static_cast<float>(n), z = 0.8f - 1.6f * static_cast<float>(n) / static_cast<float>(count);
      const Camera camera = test::camera_towards({3 * std::cos(a), 3 * std::sin(a), 3 * z}, glm::vec3(0), glm::ivec2(edge), 1.4f * static_cast<float>(edge));
      ImageU8 image(edge, edge, 4);
      for (int y = 0; y < edge; ++y)
        for (int x = 0; x < edge; ++x) {
          const Ray r = camera.ray({static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f});
          const float b = glm::dot(r.origin, r.direction);
          if (glm::length(r.origin - b * r.direction) > 0.7f) continue;
          for (int c = 0; c < 3; ++c) image.at(x, y)[c] = static_cast<std::uint8_t>(255 * ball_colour[c]);
          image.at(x, y)[3] = 255;
        }
      images.push_back(std::move(image));
      photos.push_back({camera, &images.back()});
      for (int y = 0; y < edge; y += patch_edge)
        for (int x = 0; x < edge; x += patch_edge)
          places.push_back({n, static_cast<std::int16_t>(x), static_cast<std::int16_t>(y)});
    }
  }
};

Topology box_topology(bool mixed) {
  Lattice l;
  l.origin = glm::vec3(-1);
  l.levels = 2;
  l.cell = 2.0f / 32;
  l.base_bricks = glm::ivec3(2);
  Topology t = test::full_topology(l, 0);
  if (!mixed) return t;
  std::vector<std::uint8_t> split(t.bricks.size(), 0);
  split[1] = split[4] = split[6] = 1;
  return build_topology(l, split_bricks(l, t.bricks, split));
}

FitState state_of(const Topology& t) {
  FitState s;
  test::Random random(3);
  s.residuals = test::residuals_of(t, [](glm::vec3) { return Channels{-2, 0.5f, 0, 0, 0, 0, 0, 0}; });
  s.first_moment.assign(t.corners.size(), splat(0.0f));
  s.second_moment = s.first_moment;
  s.shader = test::random_shader(random, 0.3f);
  for (float& b : s.shader.b3) b = -3.0f;
  return s;
}

StepSettings settings() {
  StepSettings s;
  s.patches = 24;
  s.loss.background = FitBackground::white;
  for (CornerStep& level : s.levels) level = {splat(0.05f), splat(0.0f), splat(0.0f)};
  return s;
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

bool same_bits(const FitState& a, const FitState& b) {
  return same_bits(a.residuals, b.residuals) && same_bits(a.first_moment, b.first_moment) && same_bits(a.second_moment, b.second_moment) &&
         std::memcmp(&a.shader, &b.shader, sizeof(a.shader)) == 0 &&
         std::memcmp(&a.shader_first_moment, &b.shader_first_moment, sizeof(a.shader)) == 0 &&
         std::memcmp(&a.shader_second_moment, &b.shader_second_moment, sizeof(a.shader)) == 0 && same_bits(a.environment, b.environment) &&
         same_bits(a.environment_first_moment, b.environment_first_moment) && same_bits(a.environment_second_moment, b.environment_second_moment) &&
         a.step == b.step;
}

}  // namespace

TEST_CASE("the engine gives back the state that it was given") {
  Device device = Device::cpu(2);
  const Photos photos;
  const Topology t = box_topology(true);
  FitEngine engine(device, photos.photos, photos.places, 1);
  FitState s = state_of(t);
  s.environment.assign(EnvironmentSize::texels, glm::vec3(0.1f));
  s.environment_first_moment.assign(EnvironmentSize::texels, glm::vec3(0.2f));
  s.environment_second_moment.assign(EnvironmentSize::texels, glm::vec3(0.3f));
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
  const Photos photos;
  const Topology t = box_topology(true);
  FitEngine engine(device, photos.photos, photos.places, 1);
  engine.set_state(t, state_of(t));
  engine.step(settings());
  const double first = engine.take_report().mse;
  double last = 0;
  std::int64_t samples = 0;
  for (int i = 0; i < 80; ++i) {
    engine.step(settings());
    const StepReport r = engine.take_report();
    CHECK(r.steps == 1);
    last = r.mse;
    samples += r.samples;
  }
  CHECK(last < 0.1 * first);
  CHECK(samples > 80 * 24 * patch_rays);
  CHECK(engine.state().step == 81);
}

TEST_CASE("a thread a ray takes the steps that a thread a patch takes") {
  const Photos photos;
  const Topology t = box_topology(true);
  double mse[2];
  std::vector<Channels> residuals[2];
  for (const int k : {0, 1}) {
    Device device = Device::cpu(2);
    FitEngine engine(device, photos.photos, photos.places, 1, k ? WorkItem::ray : WorkItem::patch);
    engine.set_state(t, state_of(t));
    for (int i = 0; i < 20; ++i) engine.step(settings());
    const StepReport r = engine.take_report();
    CHECK(r.steps == 20);
    mse[k] = r.mse;
    residuals[k] = engine.state().residuals;
  }
  CHECK(mse[0] == Approx(mse[1]).epsilon(0.01));
  // Adam's first steps go as far for a tiny slope as for a large one: rounding shows where a slope is all but zero.
  double sum = 0, difference = 0;
  for (std::size_t i = 0; i < residuals[0].size(); ++i)
    for (int c = 0; c < Channels::count; ++c) {
      sum += std::abs(residuals[0][i].v[c]);
      difference += std::abs(residuals[0][i].v[c] - residuals[1][i].v[c]);
    }
  CHECK(difference < 0.01 * sum);
}

TEST_CASE("the values are those that the last step rendered") {
  Device device = Device::cpu(1);
  const Photos photos;
  const Topology t = box_topology(true);
  FitEngine engine(device, photos.photos, photos.places, 1);
  engine.set_state(t, state_of(t));
  engine.step(settings());
  const auto residuals = engine.state().residuals;
  engine.step(settings());
  const auto values = engine.values();
  const Hierarchy hierarchy(device, t);
  std::vector<Channels> expected(residuals.size());
  hierarchy.synthesize(device, residuals.data(), expected.data());
  CHECK(same_bits(values, expected));
  CHECK_FALSE(same_bits(engine.state().residuals, residuals));
}

TEST_CASE("hanging corners keep a residual of zero") {
  Device device = Device::cpu(2);
  const Photos photos;
  const Topology t = box_topology(true);
  FitEngine engine(device, photos.photos, photos.places, 1);
  engine.set_state(t, state_of(t));
  for (int i = 0; i < 10; ++i) engine.step(settings());
  const auto residuals = engine.state().residuals;
  int hanging = 0, moved = 0;
  for (std::int32_t i = t.level_begin[1]; i < t.corner_count(); ++i) {
    hanging += t.hanging[i];
    const bool zero = all_zero(residuals[i]);
    if (t.hanging[i]) REQUIRE(zero);
    moved += !zero;
  }
  CHECK(hanging > 50);
  CHECK(moved > 50);
}

TEST_CASE("a deterministic device gives the same bits twice, and goes on from a saved state as if it had not stopped") {
  const Photos photos;
  const Topology t = box_topology(true);
  StepSettings s = settings();
  s.loss.background = GENERATE(FitBackground::random, FitBackground::environment);
  const auto run = [&](std::uint32_t seed, int steps, const FitState& from) {
    Device device = Device::cpu(3, true);
    FitEngine engine(device, photos.photos, photos.places, seed);
    engine.set_state(t, from);
    for (int i = 0; i < steps; ++i) engine.step(s);
    return engine.state();
  };
  const FitState start = state_of(t), whole = run(1, 12, start);
  CHECK(same_bits(run(1, 12, start), whole));
  CHECK(same_bits(run(1, 7, run(1, 5, start)), whole));
  CHECK_FALSE(same_bits(run(2, 12, start), whole));
}

TEST_CASE("the number of threads changes only how sums are rounded") {
  const Photos photos;
  const Topology t = box_topology(true);
  double mse[2];
  std::int64_t samples[2];
  CellStatistics statistics[2];
  for (const int k : {0, 1}) {
    Device device = Device::cpu(k ? 4 : 1);
    FitEngine engine(device, photos.photos, photos.places, 1);
    engine.set_state(t, state_of(t));
    engine.step(settings());
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

TEST_CASE("statistics are gathered per cell until the topology changes") {
  Device device = Device::cpu(2);
  const Photos photos;
  const Topology t = box_topology(false);
  FitEngine engine(device, photos.photos, photos.places, 1);
  engine.set_state(t, state_of(t));
  CHECK(engine.coverage() == 0);
  engine.step(settings());
  const CellStatistics once = engine.statistics();
  for (int i = 0; i < 5; ++i) engine.step(settings());
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
  const Photos photos;
  const Topology t = box_topology(false);
  FitEngine engine(device, photos.photos, photos.places, 1);
  FitState start = state_of(t);
  test::Random random(8);
  for (Channels& r : start.residuals)
    for (float& x : r.v) x += 0.02f * random.unit();
  engine.set_state(t, start);
  ResidualSteps steps{};
  for (Channels& step : steps.step) step = splat(0.25f);
  steps.offset = splat(0.0f);
  StepSettings s = settings();
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
