#include "compress/stereo/match_patch.h"

#include <catch2/catch.hpp>

#include <limits>

using namespace asrg;

namespace {

/// A picture that is linear along both axes but for one bright pixel.
ImageF slope(float gain, float offset) {
  ImageF grey(20, 20, 1);
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 20; ++x) *grey.at(x, y) = gain * static_cast<float>(3 * x + 5 * y + (x == 10 && y == 9 ? 40 : 0)) + offset;
  return grey;
}

constexpr glm::vec2 right(1, 0), down(0, 1);

}  // namespace

TEST_CASE("correlation does not depend on exposure, and tells a place from its neighbours") {
  const ImageF a = slope(1, 10), b = slope(0.6f, 40);
  MatchPatch reference = patch_at(a, {10, 10}), same, beside, negative;
  REQUIRE(reference.normalise());
  REQUIRE(read_patch(b, {10.5f, 10.5f}, right, down, same));
  REQUIRE(read_patch(b, {12.5f, 10.5f}, right, down, beside));
  REQUIRE(read_patch(slope(-1, 200), {10.5f, 10.5f}, right, down, negative));
  CHECK(reference.correlation(same).value() == Approx(1).margin(1e-4));
  CHECK(reference.correlation(beside).value() < 0.95f);
  CHECK(reference.correlation(negative).value() == Approx(-1).margin(1e-4));
}

TEST_CASE("patches are read between pixels, and turned") {
  const ImageF grey = slope(1, 0);
  MatchPatch p;
  REQUIRE(read_patch(grey, {5.0f, 14.75f}, 0.5f * right, 0.25f * down, p));
  // The value at (x, y) in pixels with centres at 0.5 is 3 (x - 0.5) + 5 (y - 0.5).
  CHECK(p.v[MatchPatch::count / 2] == Approx(3 * 4.5 + 5 * 14.25));
  CHECK(p.v[MatchPatch::count / 2 + 1] == Approx(3 * 5.0 + 5 * 14.25));
  CHECK(p.v[MatchPatch::count / 2 + MatchPatch::edge] == Approx(3 * 4.5 + 5 * 14.5));
  REQUIRE(read_patch(grey, {5.0f, 14.75f}, down, right, p));
  CHECK(p.v[MatchPatch::count / 2 + 1] == Approx(3 * 4.5 + 5 * 15.25));
}

TEST_CASE("a patch that does not lie in the picture, or is of one brightness, is none") {
  const ImageF grey = slope(1, 0);
  MatchPatch p;
  CHECK(read_patch(grey, {3.5f, 3.5f}, right, down, p));
  CHECK(!read_patch(grey, {3.4f, 3.5f}, right, down, p));
  CHECK(!read_patch(grey, {10, 17.5f}, right, down, p));
  CHECK(!read_patch(grey, {10, 10}, 4.0f * right, down, p));
  CHECK(!read_patch(grey, glm::vec2(std::numeric_limits<float>::quiet_NaN()), right, down, p));
  CHECK(!read_patch(grey, {10, 10}, glm::vec2(std::numeric_limits<float>::infinity()), down, p));
  ImageF plain(20, 20, 1);
  MatchPatch flat = patch_at(plain, {10, 10});
  CHECK(!flat.normalise());
  MatchPatch reference = patch_at(grey, {10, 10});
  REQUIRE(reference.normalise());
  CHECK(!reference.correlation(flat));
}
