#include "compress/fit/odd_fits.h"
#include "compress/fit/run_fit.h"
#include "tests/compress/fit/synthetic_scene.h"

#include <catch2/catch.hpp>

#include <limits>

using namespace asrg;
using Catch::Matchers::Contains;

namespace {

std::string odd_after_fit(const Scene& scene) {
  Device device = Device::cpu(2, true);
  FitOptions o = test::quick_options(250);
  o.resolution = 48;
  o.box = Box{glm::vec3(-1), glm::vec3(1)};
  Fit fit(device, scene, o);
  run_fit(fit, {}, {}, test::go_on);
  const std::vector<double> psnr = fit.photo_psnr();
  CHECK(psnr.size() == scene.train.size());
  std::string all;
  for (const double p : psnr) all += std::to_string(p) + " ";
  UNSCOPED_INFO(all);
  return oddly_fitted(scene, psnr);
}

}  // namespace

TEST_CASE("photos without masks whose cameras are wrong are named after the fit") {
  const Scene good = test::ball_in_room(30, 32);
  CHECK(odd_after_fit(good) == "");

  Scene exchanged = good;
  std::swap(exchanged.train[3].camera, exchanged.train[11].camera);
  const std::string two = odd_after_fit(exchanged);
  CHECK_THAT(two, Contains(good.train[3].name) && Contains(good.train[11].name));

  Scene mirrored = good;
  mirrored.train[5].camera.rotation[0] *= -1.0f;
  mirrored.train[5].camera.rotation[1] *= -1.0f;
  CHECK_THAT(odd_after_fit(mirrored), Contains("shows " + good.train[5].name + " far worse"));
}

TEST_CASE("one photo in five is not odd, nor is one of a few, nor one that was never looked at") {
  Scene scene;
  for (int i = 0; i < 12; ++i) scene.train.emplace_back().name = "p" + std::to_string(i);
  std::vector<double> psnr(12, 30.0);
  psnr[4] = 24.1;
  psnr[5] = std::numeric_limits<double>::quiet_NaN();
  CHECK(oddly_fitted(scene, psnr) == "");
  psnr[4] = 23.9;
  CHECK_THAT(oddly_fitted(scene, psnr), Contains("p4 far worse") && Contains("23.9") && Contains("30.0"));
  psnr[7] = psnr[8] = 10;
  CHECK(oddly_fitted(scene, psnr) == "");
  scene.train.resize(9);
  psnr.assign(9, 30.0);
  psnr[4] = 10;
  CHECK(oddly_fitted(scene, psnr) == "");
}
