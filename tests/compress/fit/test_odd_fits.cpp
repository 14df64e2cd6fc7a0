#include "compress/fit/odd_fits.h"

#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <limits>

using namespace asrg;
using Catch::Matchers::Contains;

TEST_CASE("one photo in five is not odd, nor is one of a few, nor one that was never looked at") {
  Scene scene;
  for (int i = 0; i < 12; ++i) scene.train.emplace_back().name = fmt::format("p{}", i);
  std::vector<double> psnr(12, 30.0);
  psnr[4] = 22.6;
  psnr[5] = std::numeric_limits<double>::infinity();
  CHECK(oddly_fitted(scene, psnr) == "");
  psnr[4] = 22.4;
  CHECK(odd_fits(psnr) == std::vector<std::size_t>{4});
  CHECK_THAT(oddly_fitted(scene, psnr), Contains("p4 far worse") && Contains("22.4") && Contains("30.0"));
  psnr[7] = psnr[8] = 10;
  CHECK(oddly_fitted(scene, psnr) == "");
  scene.train.resize(9);
  psnr.assign(9, 30.0);
  psnr[4] = 10;
  CHECK(oddly_fitted(scene, psnr) == "");
}
