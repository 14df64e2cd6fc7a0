#include "compress/fit/odd_fits.h"
#include "compress/fit/photo_weights.h"
#include "tests/compress/fit/synthetic_scene.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace asrg;

TEST_CASE("a photo's error is the mean of its places that were looked at") {
  const std::vector<PatchPlace> places{{0, 0, 0}, {0, 8, 0}, {1, 0, 0}, {2, 0, 0}, {0, 16, 0}};
  const std::vector<float> errors{0.25f, 0.75f, 2.0f, unseen_error, unseen_error};
  CHECK(photo_errors(places, errors, 4) == std::vector<double>{0.5, 2, 0, 0});
  CHECK(photo_errors(places, {}, 2) == std::vector<double>{0, 0});
}

TEST_CASE("only photos far worse than the others count less") {
  std::vector<double> errors(20, 0.001);
  errors[3] = 0.0055;  // 7.4 dB below the others
  errors[7] = 0.0000;
  CHECK(photo_weights(errors) == std::vector<float>(20, 1.0f));
  const double limit = 0.001 * std::pow(10, far_below / 10);
  errors[11] = 2 * limit;
  errors[12] = 10 * limit;
  const auto weights = photo_weights(errors);
  CHECK(weights[3] == 1);
  CHECK(weights[11] == Approx(1.0 / 16));
  CHECK(weights[12] == Approx(1e-4));
  CHECK(photo_weights(std::vector<double>{0.001, 0.001, 0.001, 1.0}) == std::vector<float>(4, 1.0f));
  CHECK(photo_weights({}).empty());
}

TEST_CASE("photos of something else count less, and are named") {
  Scene scene = test::ball_in_room(50, 64);
  for (const int wrong : {4, 23}) {
    ImageU8& image = scene.train[wrong].image;
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x) std::fill_n(image.at(x, y), 3, (x / 5 + y / 5) % 2 ? 255 : 0);
  }
  Device device = Device::cpu(2);
  Fit fit(device, scene, test::quick_options(160));
  while (fit.advance()) {}
  const std::vector<float> weights = fit.snapshot().state.photo_weights;
  REQUIRE(weights.size() == scene.train.size());
  for (std::size_t i = 0; i < weights.size(); ++i) CHECK((weights[i] < 0.1f) == (i == 4 || i == 23));
  const std::vector<double> psnr = fit.photo_psnr();
  CHECK(odd_fits(psnr) == std::vector<std::size_t>{4, 23});
  CHECK_THAT(oddly_fitted(scene, psnr), Catch::Contains(scene.train[4].name) && Catch::Contains(scene.train[23].name));
}
