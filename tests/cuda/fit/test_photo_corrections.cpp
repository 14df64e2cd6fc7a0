#include <catch2/catch.hpp>

#include "cuda/fit/fit_engine.h"
#include "tests/cuda/fit/ball_photos.h"
#include "tests/cuda/fit/relative_difference.h"
#include "tests/cuda/fit/same_bits.h"

#include <cmath>

using namespace asrg;
using test::BallPhotos;
using test::box_topology;
using test::floats;
using test::relative_difference;
using test::same_bits;

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
    settings.pose_rate = settings.exposure_rate = settings.lens_rate = 1e-3f;
    engine.step(settings);
    const FitState s = engine.state();
    CHECK(same_bits(s.residuals, residuals));
    learnt[k] = s.corrections.first_moment;
    REQUIRE(learnt[k].size() == photos.photos.size());
    REQUIRE(engine.corrections().size() == photos.photos.size());
    engine.forget_corrections(true, false, false);
    for (const PhotoCorrection& c : engine.corrections()) CHECK(c.rotation == glm::vec3(0.0f));
  }
  CHECK(relative_difference(floats(learnt[0]), floats(learnt[1])) < 0.05);
  CHECK(relative_difference(floats(learnt[0]), floats(learnt[2])) < 0.05);
}

TEST_CASE("photos of one camera learn one lens, those of a camera with few photos none") {
  Device device = Device::cpu(2);
  BallPhotos photos(18);
  // Eight photos each of two cameras, and two of a third.
  for (std::size_t i = 0; i < photos.photos.size(); ++i) photos.photos[i].camera.k1 = i >= 16 ? 0.1f : i % 2 ? 0.001f : 0.0f;
  const Topology t = box_topology(true);
  FitEngine engine(device, photos.photos, photos.places, 1);
  engine.set_state(t, test::starting_state(t));
  StepSettings settings = test::step_settings();
  settings.lens_rate = 1e-3f;
  for (int i = 0; i < 5; ++i) engine.step(settings);
  const auto corrections = engine.corrections();
  REQUIRE(corrections.size() == 18);
  for (std::size_t i = 0; i < 16; ++i) CHECK(corrections[i].lens == corrections[i % 2].lens);
  CHECK(corrections[0].lens != corrections[1].lens);
  CHECK(corrections[0].lens.log_focal != 0);
  CHECK(corrections[0].lens.centre.y != 0);
  CHECK(corrections[0].lens.radial != 0);
  CHECK(corrections[16].lens == LensChange{});
  CHECK(corrections[17].lens == LensChange{});
  for (const PhotoCorrection& c : corrections) {
    CHECK(c.rotation == glm::vec3(0.0f));
    CHECK(c.shift == glm::vec3(0.0f));
    CHECK(c.log_gain == glm::vec3(0.0f));
  }
  engine.forget_corrections(false, false, true);
  for (const PhotoCorrection& c : engine.corrections()) CHECK(c == PhotoCorrection{});
}

TEST_CASE("a shift that all photos of a camera share in its own axes becomes its principal point's, and shows the centre where it was") {
  Device device = Device::cpu(2);
  const BallPhotos photos(12);
  const Topology t = box_topology(true);
  const CorrectionFrame frame(t.lattice);
  FitEngine engine(device, photos.photos, photos.places, 1);
  FitState s = test::starting_state(t);
  for (const TrainingPhoto& p : photos.photos) {
    const float depth = glm::dot(p.camera.rotation[2], frame.centre - p.camera.position) / frame.longest;
    REQUIRE(depth > 0.5f);
    s.corrections.values.push_back({.shift = p.camera.rotation * glm::vec3(0.01f * depth, -0.02f * depth, 0)});
  }
  const auto before = s.corrections.values;
  s.corrections.first_moment = s.corrections.second_moment = std::vector<PhotoCorrection>(before.size());
  engine.set_state(t, s);
  StepSettings settings = test::step_settings();
  settings.pose_rate = settings.lens_rate = 1e-9f;
  engine.step(settings);
  const auto after = engine.corrections();
  for (std::size_t i = 0; i < after.size(); ++i) {
    CHECK(glm::length(after[i].shift) < 1e-6f);
    CHECK(glm::length(after[i].lens.centre - glm::vec2(-0.01f, 0.02f)) < 1e-6f);
    glm::vec2 was(0.0f), is(0.0f);
    REQUIRE(corrected(photos.photos[i].camera, before[i], frame).project(frame.centre, was));
    REQUIRE(corrected(photos.photos[i].camera, after[i], frame).project(frame.centre, is));
    CHECK(glm::length(was - is) < 1e-3f);
  }
}

TEST_CASE("the mean of what is put right stays zero while the model learns") {
  Device device = Device::cpu(2);
  const BallPhotos photos;
  const Topology t = box_topology(true);
  FitEngine engine(device, photos.photos, photos.places, 1);
  engine.set_state(t, test::starting_state(t));
  StepSettings settings = test::step_settings();
  settings.pose_rate = settings.exposure_rate = settings.lens_rate = 1e-2f;
  for (int i = 0; i < 5; ++i) engine.step(settings);
  PhotoCorrection mean;
  double size = 0;
  const auto corrections = engine.corrections();
  for (PhotoCorrection c : corrections)
    for (int n = 0; n < PhotoCorrection::lens_begin; ++n) {
      mean.data()[n] += c.data()[n] / static_cast<float>(corrections.size());
      size += std::abs(c.data()[n]);
    }
  CHECK(size > 0.01);
  for (int n = 0; n < PhotoCorrection::lens_begin; ++n) CHECK(std::abs(mean.data()[n]) < 1e-6f);
}
