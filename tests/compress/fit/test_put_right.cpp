#include "compress/fit/align.h"
#include "compress/fit/make_provenance.h"
#include "compress/fit/model_state.h"
#include "compress/fit/put_right.h"
#include "compress/fit/recompress.h"
#include "compress/fit/run_fit.h"
#include "compress/fit/start.h"
#include "compress/model/provenance.h"
#include "cuda/core/error.h"
#include "tests/compress/fit/synthetic_scene.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <random>

using namespace asrg;

namespace {

const std::atomic<bool> go_on{false};

/// Rotation in units of radians, shift in those of the world: even in +-scale.
class Disturbance {
 public:
  explicit Disturbance(float scale) : scale_(scale) {}
  void move(Camera& c) {
    c.rotation = rotation_about(vector()) * c.rotation;
    c.position += vector();
  }

 private:
  glm::vec3 vector() {
    const auto unit = [&] { return static_cast<float>(random_()) * (2.0f / 4294967296.0f) - 1.0f; };
    return scale_ * glm::vec3(unit(), unit(), unit());
  }
  float scale_;
  std::mt19937 random_{5};
};

FitOptions options(PutRight poses, PutRight exposure) {
  FitOptions o;
  o.resolution = 64;
  o.steps = 250;
  o.box = Box{glm::vec3(-1), glm::vec3(1)};
  o.poses = poses;
  o.exposure = exposure;
  return o;
}

/// Mean distance in pixels between where two cameras of each view see the origin.
double distance_of_origin(std::span<const View> views, std::span<const Camera> cameras) {
  double sum = 0;
  for (std::size_t i = 0; i < views.size(); ++i) {
    glm::vec2 a(0.0f), b(0.0f);
    REQUIRE(views[i].camera.project(glm::vec3(0.0f), a));
    REQUIRE(cameras[i].project(glm::vec3(0.0f), b));
    sum += glm::length(a - b) / static_cast<double>(views.size());
  }
  return sum;
}

}  // namespace

TEST_CASE("cameras that are a little wrong are put right while fitting, where that is not forbidden", "[put_right]") {
  Device device = Device::cpu();
  Scene scene = test::ball_scene(30, 64);
  Disturbance disturbance(0.02f);
  for (View& v : scene.train) disturbance.move(v.camera);
  const auto psnr = [&](PutRight poses, bool& put_right, double& pixels) {
    Fit fit(device, scene, options(poses, PutRight::off));
    REQUIRE(run_fit(fit, {}, {}, go_on));
    put_right = fit.settled({}).poses == PutRight::on;
    pixels = fit.corrections().pixels;
    return fit.report().training_psnr;
  };
  bool learnt = true;
  double pixels = 1;
  const double as_given = psnr(PutRight::off, learnt, pixels);
  CHECK_FALSE(learnt);
  CHECK(pixels == 0);
  const double corrected_psnr = psnr(PutRight::automatic, learnt, pixels);
  CHECK(learnt);
  CHECK(pixels > least_pixels);
  CHECK(corrected_psnr > as_given + 1);
}

TEST_CASE("a finished model tells the lens of photos that it was not fitted on", "[put_right]") {
  Device device = Device::cpu();
  Scene scene = test::ball_scene(30, 64);
  const Model model = test::fitted(device, scene, options(PutRight::off, PutRight::off));
  const LensChange wrong{.log_focal = 0.02f, .centre = {0.02f, -0.01f}, .radial = 0.1f};
  std::vector<TrainingPhoto> photos;
  for (View& v : scene.train) {
    v.camera = wrong.of(v.camera);
    photos.push_back({v.camera, &v.image});
  }
  FitEngine engine(device, photos, patch_places(scene.train, true, model.topology.lattice), 1);
  engine.set_state(model.topology, state_of(model));
  StepSettings settings;
  settings.photos_only = true;
  settings.patches = 128;
  for (int i = 0; i < 120; ++i) {
    settings.lens_rate = 2e-3f * std::pow(0.02f, static_cast<float>(i) / 120);
    engine.step(settings);
  }
  const LensChange found = engine.corrections().front().lens;
  CHECK(found.log_focal == Approx(-wrong.log_focal).margin(0.004));
  CHECK(glm::length(found.centre * std::exp(wrong.log_focal) + wrong.centre) < 0.002f);
  // In these photos the ball ends where a coefficient of 0.1 shifts by a pixel.
  CHECK(found.radial == Approx(-wrong.radial).margin(0.06));
}

TEST_CASE("a lens that is not as stated is found with the cameras, and views that judge the model are seen through it", "[put_right]") {
  Device device = Device::cpu();
  Scene scene = test::ball_scene(40, 64);
  const LensChange wrong{.log_focal = 0, .centre = {0.02f, -0.01f}, .radial = 0};
  for (auto* views : {&scene.train, &scene.test})
    for (View& v : *views) v.camera = wrong.of(v.camera);
  Fit fit(device, scene, options(PutRight::automatic, PutRight::off));
  REQUIRE(run_fit(fit, {}, {}, go_on));
  const auto lenses = fit.found_lenses();
  REQUIRE(lenses.size() == 1);
  CHECK(lenses[0].is_of(scene.test[0].camera));
  CHECK(lenses[0].change.centre.x < -0.003f);
  CHECK(fit.corrections().lens_pixels > least_lens_pixels);
  Model model = fit.model();
  const double as_stated = test::test_psnr(device, scene, model);
  *model.provenance = make_provenance(scene, {}, fit.settled({}), fit.steps(), lenses);
  const auto aligned = align(device, model, scene.test);
  CHECK(aligned[0].correction.lens == lenses[0].change);
  const Provenance provenance = read_provenance(*model.provenance);
  for (View& v : scene.test) v.camera = provenance.with_found_lens(v.camera);
  CHECK(test::test_psnr(device, scene, model) > as_stated + 0.5);
}

TEST_CASE("good cameras and even exposure are left as they are", "[put_right]") {
  Device device = Device::cpu();
  const Scene scene = test::ball_scene(30, 64);
  Fit fit(device, scene, options(PutRight::automatic, PutRight::automatic));
  REQUIRE(run_fit(fit, {}, {}, go_on));
  CHECK(fit.settled({}).poses == PutRight::off);
  CHECK(fit.settled({}).exposure == PutRight::off);
  CHECK(fit.corrections().pixels == 0);
  CHECK(fit.corrections().exposure == 0);
}

TEST_CASE("photos that are too bright or tinted are told from the object's colours", "[put_right]") {
  Device device = Device::cpu();
  Scene scene = test::ball_scene(30, 48);
  std::vector<glm::vec3> gain;
  glm::vec3 mean(0.0f);
  for (std::size_t i = 0; i < scene.train.size(); ++i) {
    const float even = i % 2 ? 0.85f : 1.05f;
    const glm::vec3 g = even * glm::vec3(i % 3 == 0 ? 0.92f : 1.0f, 1.0f, i % 3 == 1 ? 0.92f : 1.0f);
    gain.push_back(glm::log(g));
    mean += gain.back() / static_cast<float>(scene.train.size());
    ImageU8& image = scene.train[i].image;
    for (std::size_t k = 0; k < image.pixels.size(); ++k)
      if (k % 4 != 3) image.pixels[k] = static_cast<std::uint8_t>(std::min(255.0f, static_cast<float>(image.pixels[k]) * g[k % 4] + 0.5f));
  }
  Fit fit(device, scene, options(PutRight::off, PutRight::automatic));
  REQUIRE(run_fit(fit, {}, {}, go_on));
  CHECK(fit.settled({}).exposure == PutRight::on);
  const auto learnt = fit.snapshot().state.corrections.values;
  REQUIRE(learnt.size() == gain.size());
  double wrong_before = 0, wrong = 0;
  glm::vec3 tint(0.0f);
  for (std::size_t i = 0; i < gain.size(); ++i) {
    // What a mid grey becomes: gain and offset of the middle of the range can stand for each other.
    const glm::vec3 want = glm::exp(gain[i] - mean), got = glm::exp(learnt[i].log_gain) + learnt[i].offset / 0.5f;
    wrong_before += glm::length(want - 1.0f);
    wrong += glm::length(want - got);
    tint += learnt[i].log_gain;
  }
  CHECK(wrong < 0.4 * wrong_before);
  CHECK(glm::length(tint) < 1e-3f);
}

TEST_CASE("exposure that photos from nearby share is light, what a photo has alone is its own", "[put_right]") {
  const Scene scene = test::ball_scene(40, 8);
  const CorrectionFrame frame{Lattice{}};
  std::vector<PhotoCorrection> shared(scene.train.size()), alone(scene.train.size());
  for (std::size_t i = 0; i < scene.train.size(); ++i) {
    shared[i].log_gain = glm::vec3(0.1f * glm::normalize(scene.train[i].camera.position).x);
    alone[i].log_gain = glm::vec3(i * 2654435761u % 4096 < 2048 ? 0.1f : -0.1f, 0, 0);
  }
  const CorrectionSummary light = summarise(scene.train, shared, frame), own = summarise(scene.train, alone, frame);
  CHECK(light.exposure > 0.02);
  CHECK(light.own_exposure < 0.3 * light.exposure);
  CHECK(own.exposure == Approx(0.05).margin(0.005));
  CHECK(own.own_exposure > 0.7 * own.exposure);
  CHECK(summarise(std::span(scene.train).first(1), std::span(alone).first(1), frame).own_exposure == Approx(0.05).margin(0.005));
}

TEST_CASE("a finished model tells where views were taken from, and how they were exposed", "[put_right]") {
  Device device = Device::cpu();
  const Scene scene = test::ball_scene(30, 64);
  const Model model = test::fitted(device, scene, options(PutRight::off, PutRight::off));
  auto views = scene.test;
  Disturbance disturbance(0.02f);
  for (View& v : views) {
    disturbance.move(v.camera);
    for (std::size_t k = 0; k < v.image.pixels.size(); ++k)
      if (k % 4 == 0) v.image.pixels[k] = static_cast<std::uint8_t>(static_cast<float>(v.image.pixels[k]) * 0.9f);
  }
  std::vector<Camera> given, found;
  double red = 0, green = 0;
  const auto aligned = align(device, model, views);
  REQUIRE(aligned.size() == views.size());
  for (std::size_t i = 0; i < views.size(); ++i) {
    given.push_back(views[i].camera);
    found.push_back(aligned[i].camera);
    red += (std::exp(aligned[i].correction.log_gain.x) + 2 * aligned[i].correction.offset.x) / static_cast<double>(views.size());
    green += (std::exp(aligned[i].correction.log_gain.y) + 2 * aligned[i].correction.offset.y) / static_cast<double>(views.size());
  }
  CHECK(distance_of_origin(scene.test, found) < 0.4 * distance_of_origin(scene.test, given));
  CHECK(red / green == Approx(0.9).margin(0.03));
}

TEST_CASE("a view too small to compare is left as it is", "[put_right]") {
  Device device = Device::cpu(1);
  const Scene scene = test::ball_scene(6, 32);
  FitOptions o = options(PutRight::off, PutRight::off);
  o.steps = 10;
  const Model model = test::fitted(device, scene, o);
  View tiny{"tiny", scene.test[0].camera, ImageU8(4, 4, 4)};
  tiny.camera.size = {4, 4};
  const auto aligned = align(device, model, std::span(&tiny, 1));
  REQUIRE(aligned.size() == 1);
  CHECK(aligned[0].correction == PhotoCorrection{});
  CHECK(aligned[0].camera == tiny.camera);
}

TEST_CASE("exposure changes the object, not what stands behind it", "[put_right]") {
  ImageF drawn(3, 1, 4);
  drawn.pixels = {0.4f, 0.2f, 0.1f, 1.0f, 0.2f, 0.1f, 0.05f, 0.5f, 0, 0, 0, 0};
  PhotoCorrection c;
  c.log_gain = glm::vec3(std::log(2.0f), 0, 0);
  c.offset = glm::vec3(0, 0.1f, 0);
  const ImageF photo = exposed(drawn, c, glm::vec3(1.0f));
  const std::vector<float> expected{0.8f, 0.3f, 0.1f, 1, 0.9f, 0.65f, 0.55f, 1, 1, 1, 1, 1};
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(photo.pixels[i] == Approx(expected[i]).margin(1e-6));
}

TEST_CASE("what is put right goes by name", "[put_right]") {
  for (const PutRight p : {PutRight::off, PutRight::on, PutRight::automatic}) CHECK(put_right_of_name(put_right_name(p)) == p);
  CHECK_THROWS_AS(put_right_of_name("perhaps"), Error);
}

TEST_CASE("a fit that refines a model goes on from its highlights, and finds again what was put right", "[put_right]") {
  Device device = Device::cpu();
  Scene scene = test::ball_scene(12, 32);
  FitOptions o = options(PutRight::off, PutRight::off);
  o.steps = 60;
  Model model = test::fitted(device, scene, o);
  model.highlights.assign(HighlightMap::count, glm::vec4(0.0f));
  model.highlights[7] = {0.25f, 0, -0.5f, 0};
  model.highlight_step = 0.25f;
  const auto begun = [&] {
    const FitOptions refining = options_to_refine(model, {.steps = 10, .seconds = 0});
    return checkpoint_to_refine(device, model, scene, refining);
  };
  CHECK(begun().state.highlights == model.highlights);
  CHECK(begun().state.corrections.values.empty());
  const LensChange lens{.log_focal = 0.01f, .centre = {0, 0.002f}, .radial = -0.05f};
  (*model.provenance)["lenses"] = {lens_json(FoundLens::of(scene.train[0].camera, lens))};
  const FitCheckpoint with_lens = begun();
  REQUIRE(with_lens.state.corrections.values.size() == scene.train.size());
  for (const PhotoCorrection& c : with_lens.state.corrections.values) CHECK(c == PhotoCorrection{.lens = lens});
  model.provenance->erase("lenses");
  (*model.provenance)["settings"] = {{"refine_poses", true}};
  Disturbance disturbance(0.02f);
  for (View& v : scene.train) disturbance.move(v.camera);
  CHECK(begun().state.corrections.values.size() == scene.train.size());
}
