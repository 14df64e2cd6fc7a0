#include "tests/compress/metrics/naive_lpips.h"
#include "tests/compress/metrics/npz_for_test.h"
#include "tests/support.h"

#include "cuda/core/error.h"
#include "cuda/core/random.h"
#include "compress/metrics/lpips.h"

#include <catch2/catch.hpp>

#include <limits>

using namespace asrg;

namespace {

ImageF noise(int width, int height, int channels, std::uint32_t seed) {
  ImageF image(width, height, channels);
  std::uint32_t i = 0;
  for (float& v : image.pixels) v = unit_float(hash_u32(i++, seed));
  return image;
}

std::string error_of(const std::filesystem::path& path) {
  try {
    Lpips{path};
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::io);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("LPIPS agrees with a plain implementation on made-up weights") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "weights.npz";
  // Sizes at which the last windows of the convolutions and of the pools with and without ceil_mode reach different pixels.
  const ImageF a = noise(51, 44, 3, 1), b = noise(51, 44, 3, 2);
  for (const bool squeeze : {false, true}) {
    const auto weights = squeeze ? test::squeeze_weights() : test::alex_weights();
    test::write_npz(path, weights);
    const Lpips lpips(path);
    CHECK(lpips.net() == (squeeze ? "squeeze" : "alex"));
    const double expected = squeeze ? test::naive_lpips_squeeze(a, b, weights) : test::naive_lpips_alex(a, b, weights);
    REQUIRE(expected > 0.01);
    CHECK(lpips.distance(a, b) == Approx(expected).epsilon(1e-4));
    CHECK(lpips.distance(b, a) == Approx(expected).epsilon(1e-4));
    CHECK(lpips.distance(a, a) == 0.0);
  }
}

TEST_CASE("LPIPS leaves alpha out and refuses images that cannot be compared") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "weights.npz";
  test::write_npz(path, test::alex_weights());
  const Lpips lpips(path);
  const ImageF rgba = noise(40, 32, 4, 3), b = noise(40, 32, 3, 4);
  ImageF rgb(40, 32, 3);
  for (std::size_t i = 0; i < rgb.pixels.size(); ++i) rgb.pixels[i] = rgba.pixels[i / 3 * 4 + i % 3];
  CHECK(lpips.distance(rgba, b) == lpips.distance(rgb, b));
  CHECK_THROWS_WITH(lpips.distance(ImageF(40, 31, 3), ImageF(40, 31, 3)), Catch::Contains("at least 32x32"));
  CHECK_THROWS_WITH(lpips.distance(rgb, ImageF(41, 32, 3)), Catch::Contains("40x32x3 and 41x32x3"));
  CHECK_THROWS_AS(lpips.distance(ImageF(40, 32, 1), rgb), Error);
}

TEST_CASE("weights that do not make a net are an error that names the file and the array") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "weights.npz";
  const auto alex = test::alex_weights(), squeeze = test::squeeze_weights();

  auto weights = alex;
  weights.erase("features.8.bias");
  test::write_npz(path, weights);
  CHECK_THAT(error_of(path), Catch::Contains("weights.npz: array features.8.bias is missing"));

  weights = alex;
  weights["features.3.weight"].shape = {64, 192, 5, 5};
  test::write_npz(path, weights);
  CHECK_THAT(error_of(path), Catch::Contains("features.3.weight has the shape 64x192x5x5 where 192x64x5x5 is needed"));

  weights = alex;
  weights["lin4.weight"] = {{3}, {1, 2, 3}};
  test::write_npz(path, weights);
  CHECK_THAT(error_of(path), Catch::Contains("array lin4.weight has the shape 3"));

  weights = alex;
  weights["features.10.bias"].values[7] = std::numeric_limits<float>::quiet_NaN();
  test::write_npz(path, weights);
  CHECK_THAT(error_of(path), Catch::Contains("array features.10.bias holds numbers that are not finite"));

  weights = squeeze;
  weights.erase("features.9.expand3x3.weight");
  test::write_npz(path, weights);
  CHECK_THAT(error_of(path), Catch::Contains("array features.9.expand3x3.weight is missing"));

  weights = squeeze;
  weights.erase("lin6.weight");
  test::write_npz(path, weights);
  CHECK_THAT(error_of(path), Catch::Contains("array lin6.weight is missing"));
}
