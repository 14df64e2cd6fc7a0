#include <catch2/catch.hpp>

#include "compress/image/picture.h"
#include "compress/metrics/psnr.h"
#include "compress/metrics/ssim.h"
#include "compress/model/drawable.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/viewer/session_stage.h"
#include "viewer/session/session.h"

using namespace asrg;
using test::SessionStage;
using test::window;

namespace {

std::vector<std::string> names_of(const std::vector<View>& views) {
  std::vector<std::string> names;
  for (const View& v : views) names.push_back(v.name);
  return names;
}

}  // namespace

TEST_CASE("photos are the test split, reduced and masked as the first model was built") {
  SessionStage stage;
  const auto data = test::make_sphere_data(6);
  test::write_nerf_synthetic(data, stage.path("sphere"), 2);
  stage.session.open_dataset(stage.path("sphere"));
  REQUIRE(stage.settle());
  CHECK(stage.session.photos().empty());  // it waits for a model
  CHECK(stage.session.waiting_dataset() == stage.path("sphere"));
  stage.open_ball("a.asrg", {0.8f, 0.2f, 0.2f}, {}, {{"downscale", 2}});
  REQUIRE(stage.settle());
  CHECK(stage.session.waiting_dataset().empty());
  REQUIRE(stage.session.photos().size() == 2);
  CHECK(stage.session.photos()[0].image.width == data.images[0].width / 2);
  // What is asked for goes before how the model was built.
  stage.session.open_dataset(stage.path("sphere"), 1);
  REQUIRE(stage.settle());
  CHECK(stage.session.photos()[0].image.width == data.images[0].width);
  CHECK(stage.said().empty());
}

TEST_CASE("without a test split photos are the held-out ones, and without those all") {
  SessionStage stage;
  test::write_nerf_synthetic(test::make_sphere_data(6), stage.path("sphere"));
  SECTION("held out") {
    SceneOptions options;
    options.holdout = 3;
    const Scene built = load_scene(stage.path("sphere"), options);
    stage.open_ball("a.asrg", {0.8f, 0.2f, 0.2f}, names_of(built.train), {{"holdout", 3}});
    stage.session.open(stage.path("sphere"));
    REQUIRE(stage.settle());
    CHECK(names_of(stage.session.photos()) == names_of(built.test));
    for (const View& v : stage.session.photos()) CHECK_FALSE(stage.session.models()[0].fitted_on.contains(v.name));
  }
  SECTION("none") {
    stage.open_ball("a.asrg", {0.8f, 0.2f, 0.2f});
    stage.session.open(stage.path("sphere"));
    REQUIRE(stage.settle());
    CHECK(stage.session.photos().size() == 6);
  }
}

TEST_CASE("a model is measured by photos that it was not fitted on, and by no others") {
  SessionStage stage;
  test::write_nerf_synthetic(test::make_sphere_data(4), stage.path("sphere"));
  const std::vector<std::string> all = names_of(load_scene(stage.path("sphere")).train);
  REQUIRE(all.size() == 4);
  stage.open_ball("everything.asrg", {0.8f, 0.2f, 0.2f}, all);
  stage.open_ball("half.asrg", {0.2f, 0.8f, 0.2f}, {all[0], all[2]});
  stage.session.open(stage.path("sphere"));
  REQUIRE(stage.settle());
  REQUIRE(stage.session.photos().size() == 4);
  CHECK(stage.said().empty());
  const auto seen = [&](int model, int photo) {
    stage.session.show(model);
    stage.session.show_photo(photo);
    return stage.session.photo_was_fitted();
  };
  CHECK(seen(1, 0) == true);
  CHECK(seen(1, 1) == false);
  CHECK(seen(0, 1) == true);
  stage.session.show_photo(-1);
  CHECK_FALSE(stage.session.photo_was_fitted());
  stage.session.measure_models();
  REQUIRE(stage.settle());
  const auto& models = stage.session.models();
  CHECK_FALSE(models[0].psnr);
  CHECK_FALSE(models[0].ssim);
  const std::string said = stage.said();
  CHECK_THAT(said, Catch::Contains("everything is not measured: it was fitted on all of these photos"));
  CHECK_THAT(said, Catch::Contains("half is measured by 2 of 4 photos"));
  REQUIRE((models[1].psnr && models[1].ssim));
  double expected_psnr = 0, expected_ssim = 0;
  Device device = Device::cpu(1);
  const Model& m = *models[1].model;
  const RenderModel ready = drawable(device, m, Precision::compact);
  for (const int i : {1, 3}) {
    const View& v = stage.session.photos()[static_cast<std::size_t>(i)];
    const ImageF drawn = to_float(to_8_bit(render(device, ready, v.camera, {}), 3)), photo = compose(v.image, 1.0f);
    expected_psnr += psnr(drawn, photo) / 2;
    expected_ssim += ssim(drawn, photo) / 2;
  }
  CHECK(*models[1].psnr == Approx(expected_psnr).margin(0.01));
  CHECK(*models[1].ssim == Approx(expected_ssim).margin(1e-3));
  // Closing one while it is measured leaves the other's figures where they belong.
  stage.session.measure_models();
  stage.session.close(0);
  REQUIRE(stage.settle());
  REQUIRE(models.size() == 1);
  CHECK(*models[0].psnr == Approx(expected_psnr).margin(0.01));
}
