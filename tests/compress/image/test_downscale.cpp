#include "compress/image/downscale.h"
#include "cuda/core/error.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

using namespace asrg;

namespace {

ImageU8 filled(int width, int height, std::vector<std::uint8_t> rgba) {
  ImageU8 image(width, height, 4);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = rgba[i % 4];
  return image;
}

}  // namespace

TEST_CASE("a factor of 1 changes nothing and a flat image stays flat", "[downscale]") {
  ImageU8 image = filled(7, 5, {10, 20, 30, 40});
  image.at(3, 2)[0] = 99;
  CHECK(downscale_area(image, 1).pixels == image.pixels);
  const ImageU8 half = downscale_area(filled(7, 5, {10, 20, 30, 40}), 2);
  CHECK(half.width == 3);
  CHECK(half.height == 2);
  CHECK(half.pixels == filled(3, 2, {10, 20, 30, 40}).pixels);
}

TEST_CASE("the colour of transparent pixels does not bleed in", "[downscale]") {
  ImageU8 image = filled(2, 2, {255, 0, 0, 0});
  image.at(1, 1)[0] = 10, image.at(1, 1)[1] = 200, image.at(1, 1)[2] = 30, image.at(1, 1)[3] = 255;
  const ImageU8 one = downscale_area(image, 2);
  CHECK(one.pixels == std::vector<std::uint8_t>{10, 200, 30, 64});
  CHECK(downscale_area(filled(2, 2, {255, 9, 9, 0}), 2).pixels == std::vector<std::uint8_t>{0, 0, 0, 0});
}

TEST_CASE("each pixel is the rounded mean of its square", "[downscale]") {
  ImageU8 image(13, 9, 4);
  std::mt19937 random(7);
  for (auto& value : image.pixels) value = static_cast<std::uint8_t>(random());
  for (const int n : {2, 3, 4}) {
    const ImageU8 small = downscale_area(image, n);
    REQUIRE((small.width == 13 / n && small.height == 9 / n));
    for (int y = 0; y < small.height; ++y) {
      for (int x = 0; x < small.width; ++x) {
        double colour = 0, alpha = 0;
        for (int dy = 0; dy < n; ++dy) {
          for (int dx = 0; dx < n; ++dx) {
            const auto* p = image.at(x * n + dx, y * n + dy);
            colour += p[1] * (p[3] / 255.0);
            alpha += p[3] / 255.0;
          }
        }
        CHECK(std::abs(small.at(x, y)[1] - colour / alpha) <= 0.5001);
        CHECK(std::abs(small.at(x, y)[3] - 255 * alpha / (n * n)) <= 0.5001);
      }
    }
  }
}

TEST_CASE("a factor that leaves no pixel is an error", "[downscale]") {
  CHECK_THROWS_AS(downscale_area(filled(4, 4, {1, 1, 1, 1}), 5), Error);
  CHECK_THROWS_AS(downscale_area(filled(4, 4, {1, 1, 1, 1}), 0), Error);
  CHECK_THROWS_AS(downscale_area(filled(4, 4, {1, 1, 1, 1}), -2), Error);
  CHECK_THROWS_AS(downscale_area(ImageU8(4, 4, 3), 2), Error);
  CHECK(downscale_area(filled(4, 4, {1, 1, 1, 1}), 4).pixels.size() == 4);
}
