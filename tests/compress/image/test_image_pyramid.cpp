#include "compress/image/downscale.h"
#include "compress/image/image_pyramid.h"

#include <catch2/catch.hpp>

#include <random>

using namespace asrg;

namespace {

ImageU8 noise(int width, int height) {
  ImageU8 image(width, height, 4);
  std::mt19937 random(5);
  for (auto& value : image.pixels) value = static_cast<std::uint8_t>(random());
  return image;
}

glm::vec4 premultiplied(const std::uint8_t* p) {
  const float alpha = static_cast<float>(p[3]) / 255;
  return glm::vec4(glm::vec3(p[0], p[1], p[2]) / 255.0f * alpha, alpha);
}

bool near(glm::vec4 a, glm::vec4 b) { return glm::all(glm::lessThan(glm::abs(a - b), glm::vec4(1e-5f))); }

}  // namespace

TEST_CASE("each level of a pyramid is the image reduced by a power of two") {
  const ImageU8 image = noise(70, 41);
  const ImagePyramid pyramid(image);
  REQUIRE(pyramid.levels() == 3);
  for (int level = 0; level < pyramid.levels(); ++level) {
    const int n = 1 << level;
    const ImageU8 reduced = downscale_area(image, 1 << level);
    // Rounded to 8 bits at each level.
    for (int y = 0; y < reduced.height; ++y)
      for (int x = 0; x < reduced.width; ++x) {
        const glm::vec4 there = pyramid.at(static_cast<float>(n) * (glm::vec2(x, y) + 0.5f), level),
                        wanted = premultiplied(reduced.at(x, y));
        CHECK(glm::all(glm::lessThanEqual(glm::abs(there - wanted), glm::vec4(2.0f / 255))));
      }
  }
}

TEST_CASE("between pixels a pyramid is bilinear, and beyond an edge the outermost pixels repeat") {
  const ImageU8 image = noise(20, 20);
  const ImagePyramid pyramid(image);
  const glm::vec4 a = premultiplied(image.at(3, 4)), b = premultiplied(image.at(4, 4)), c = premultiplied(image.at(3, 5)),
                  d = premultiplied(image.at(4, 5));
  CHECK(near(pyramid.at({3.5f, 4.5f}, 0), a));
  CHECK(near(pyramid.at({3.75f, 4.5f}, 0), 0.75f * a + 0.25f * b));
  CHECK(near(pyramid.at({4.0f, 5.0f}, 0), 0.25f * (a + b + c + d)));
  CHECK(near(pyramid.at({-7.0f, 0.1f}, 0), premultiplied(image.at(0, 0))));
  CHECK(near(pyramid.at({90.0f, 20.0f}, 0), premultiplied(image.at(19, 19))));
  CHECK(pyramid.at({5, 5}, 99) == pyramid.at({5, 5}, pyramid.levels() - 1));
  CHECK(pyramid.at({5, 5}, -1) == pyramid.at({5, 5}, 0));
}
