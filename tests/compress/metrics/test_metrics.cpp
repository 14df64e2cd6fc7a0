#include "tests/support.h"

#include "compress/image/read_image.h"
#include "cuda/core/error.h"
#include "compress/metrics/difference.h"
#include "compress/metrics/lpips.h"
#include "compress/metrics/psnr.h"
#include "compress/metrics/ssim.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace asrg;

namespace {

// The images of make_references.py.
std::pair<ImageF, ImageF> reference_pair(int width, int height, double strength) {
  ImageF a(width, height, 3), b(width, height, 3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < 3; ++c) {
        const double v = 0.5 + 0.4 * std::sin(0.31 * x + 0.17 * y + c);
        a.at(x, y)[c] = static_cast<float>(v);
        b.at(x, y)[c] = static_cast<float>(std::clamp(v + strength * std::cos(0.9 * x - 0.6 * y + 2 * c), 0.0, 1.0));
      }
  return {a, b};
}

std::pair<ImageF, ImageF> noisy_reference_pair(int width, int height, double strength) {
  auto [a, b] = reference_pair(width, height, 0);
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < b.pixels.size(); ++i) {
    state = state * 1664525u + 1013904223u;
    b.pixels[i] = static_cast<float>(std::clamp(a.pixels[i] + strength * ((state >> 8) / 16777216.0 - 0.5), 0.0, 1.0));
  }
  return {a, b};
}

ImageF as_float(const ImageU8& image) {
  ImageF f(image.width, image.height, image.channels);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) f.pixels[i] = static_cast<float>(image.pixels[i]) / 255.0f;
  return f;
}

}  // namespace

TEST_CASE("PSNR of a constant difference is known") {
  ImageF a(5, 4, 3), b(5, 4, 4);
  std::fill(a.pixels.begin(), a.pixels.end(), 0.5f);
  std::fill(b.pixels.begin(), b.pixels.end(), 0.6f);
  CHECK(psnr(a, b) == Approx(20.0).margin(1e-4));
  CHECK(std::isinf(psnr(a, a)));
  CHECK_THROWS_AS(psnr(a, ImageF(4, 4, 3)), Error);
}

TEST_CASE("SSIM agrees with scikit-image") {
  struct Case {
    int width, height;
    double strength, ssim;
  };
  for (const Case& c : {Case{64, 48, 0.05, 0.95892519}, Case{64, 48, 0.3, 0.45822833}, Case{33, 17, 0.1, 0.85729638}}) {
    const auto [a, b] = reference_pair(c.width, c.height, c.strength);
    CHECK(ssim(a, b) == Approx(c.ssim).margin(1e-4));
    CHECK(ssim(a, a) == Approx(1.0).margin(1e-9));
  }
  for (const Case& c : {Case{64, 48, 0.2, 0.89762124}, Case{11, 11, 1.0, 0.38183235}}) {
    const auto [x, y] = noisy_reference_pair(c.width, c.height, c.strength);
    CHECK(ssim(x, y) == Approx(c.ssim).margin(1e-4));
    CHECK(ssim(y, x) == Approx(c.ssim).margin(1e-4));
  }
  CHECK_THROWS_AS(ssim(ImageF(10, 20, 3), ImageF(10, 20, 3)), Error);
}

TEST_CASE("the difference of images is counted in steps of 1/255") {
  ImageU8 a(2, 1, 3), b(2, 1, 3);
  a.pixels = {1, 2, 3, 4, 5, 6};
  b.pixels = {1, 2, 0, 4, 5, 12};
  const Difference d = image_difference(a, b);
  CHECK(d.max_error == 6);
  CHECK(d.mean_error == Approx(1.5));
  CHECK(d.pixels_above == 2);
  CHECK(image_difference(a, b, 3).pixels_above == 1);
  CHECK(image_difference(a, b, 6).pixels_above == 0);
  CHECK(image_difference(a, a).pixels_above == 0);
  CHECK_THROWS_AS(image_difference(a, ImageU8(1, 1, 3)), Error);
}

TEST_CASE("LPIPS agrees with the reference implementation") {
  const auto folder = test::external_data("lpips");
  if (!folder) return test::skip("the LPIPS weights are not there");
  const ImageF ref = as_float(read_image(*folder / "ex_ref.png")), p0 = as_float(read_image(*folder / "ex_p0.png")),
               p1 = as_float(read_image(*folder / "ex_p1.png"));
  const Lpips alex(*folder / "lpips_alex.npz");
  CHECK(alex.net() == "alex");
  CHECK(alex.distance(ref, p0) == Approx(0.721881).margin(1e-4));
  CHECK(alex.distance(ref, p1) == Approx(0.137566).margin(1e-4));
  CHECK(alex.distance(p1, p0) == Approx(0.71966).margin(1e-4));
  CHECK(alex.distance(ref, ref) == Approx(0.0).margin(1e-9));
  const Lpips squeeze(*folder / "lpips_squeeze.npz");
  CHECK(squeeze.net() == "squeeze");
  CHECK(squeeze.distance(ref, p0) == Approx(0.711048).margin(1e-4));
  CHECK(squeeze.distance(ref, p1) == Approx(0.147902).margin(1e-4));
}

TEST_CASE("weights that are not there or not a .npz are an error that names the file") {
  const test::TemporaryDirectory folder;
  CHECK_THROWS_WITH(Lpips(folder.path() / "none.npz"), Catch::Contains("none.npz"));
  std::ofstream(folder.path() / "text.npz") << "no zip archive";
  CHECK_THROWS_WITH(Lpips(folder.path() / "text.npz"), Catch::Contains("text.npz"));
}
