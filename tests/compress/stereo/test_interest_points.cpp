#include "compress/stereo/interest_points.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>

using namespace asrg;

namespace {

ImageF picture(int width, int height, float (*brightness)(int x, int y)) {
  ImageF grey(width, height, 1);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) *grey.at(x, y) = brightness(x, y);
  return grey;
}

}  // namespace

TEST_CASE("a corner is an interest point, an edge and a plain surface are none") {
  const auto corner = interest_points(picture(40, 40, [](int x, int y) { return x >= 20 && y >= 20 ? 200.0f : 50.0f; }), 8, 5);
  REQUIRE(!corner.empty());
  CHECK(std::any_of(corner.begin(), corner.end(), [](glm::ivec2 p) { return std::abs(p.x - 20) <= 2 && std::abs(p.y - 20) <= 2; }));
  CHECK(std::all_of(corner.begin(), corner.end(), [](glm::ivec2 p) { return std::abs(p.x - 20) <= 5 && std::abs(p.y - 20) <= 5; }));
  CHECK(interest_points(picture(40, 40, [](int x, int) { return x >= 20 ? 200.0f : 50.0f; }), 8, 5).empty());
  CHECK(interest_points(picture(40, 40, [](int, int) { return 120.0f; }), 8, 5).empty());
}

TEST_CASE("each block has one interest point at most, none lies in the margin, and a small picture has none") {
  const auto noise = [](int x, int y) { return static_cast<float>((x * 7919 + y * 104729 + x * y * 31) % 251); };
  const auto points = interest_points(picture(50, 34, noise), 8, 5);
  CHECK(points.size() == 5 * 3);
  for (const glm::ivec2 p : points) {
    CHECK((p.x >= 5 && p.y >= 5 && p.x < 45 && p.y < 29));
  }
  CHECK(interest_points(picture(9, 9, noise), 8, 5).empty());
  CHECK(interest_points(ImageF(), 8, 5).empty());
}
