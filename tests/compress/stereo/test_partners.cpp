#include "compress/stereo/partners.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace asrg;

namespace {

/// Cameras that look along z from places along x.
std::vector<Camera> in_a_row(std::initializer_list<float> places) {
  std::vector<Camera> cameras;
  for (const float x : places) {
    cameras.emplace_back();
    cameras.back().position = {x, 0, 0};
  }
  return cameras;
}

}  // namespace

TEST_CASE("partners stand neither too near nor too far, the best one first") {
  // Of a distance of 10: too near, good, best, good, far, too far.
  const auto cameras = in_a_row({0, 0.1f, 1.0f, 1.5f, 2.5f, 5.0f, 9.0f});
  CHECK(stereo_partners(cameras, 0, 10) == std::vector<int>{3, 2, 4, 5});
  CHECK(stereo_partners(cameras, 0, 100) == std::vector<int>{6, 5});
}

TEST_CASE("a photo that looks elsewhere is no partner, and neither is the photo itself") {
  auto cameras = in_a_row({0, 1.5f, 1.6f});
  cameras[1].rotation = glm::mat3(glm::vec3(0, 0, -1), glm::vec3(0, 1, 0), glm::vec3(1, 0, 0));
  CHECK(stereo_partners(cameras, 0, 10) == std::vector<int>{2});
  CHECK(stereo_partners(cameras, 1, 10).empty());
  CHECK(stereo_partners(in_a_row({0}), 0, 10).empty());
  CHECK(stereo_partners(in_a_row({0, 0, 0}), 1, 10).empty());
}
