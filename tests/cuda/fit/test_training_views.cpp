#include <catch2/catch.hpp>

#include "cuda/fit/training_views.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <vector>

using namespace asrg;

namespace {

struct Views {
  std::vector<TrainingView> views;
  std::vector<std::uint8_t> pixels;
  std::vector<PatchPlace> places;

  Views() {
    for (const glm::ivec2 size : {glm::ivec2(24, 16), glm::ivec2(8, 8), glm::ivec2(40, 9)}) {
      Camera c;
      c.size = size;
      const auto view = static_cast<std::int32_t>(views.size());
      views.push_back({c, static_cast<std::int64_t>(pixels.size() / 4)});
      for (int y = 0; y < size.y; ++y)
        for (int x = 0; x < size.x; ++x) pixels.insert(pixels.end(), {static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(y), static_cast<std::uint8_t>(view), 255});
      for (int y = 0; y < size.y; y += patch_edge)
        for (int x = 0; x < size.x; x += patch_edge) places.push_back({view, static_cast<std::int16_t>(x), static_cast<std::int16_t>(y)});
    }
  }
  TrainingViews view() const { return {views.data(), pixels.data(), places.data(), static_cast<int>(places.size())}; }
};

}  // namespace

TEST_CASE("patches lie within their photos, near their places, and reach every pixel") {
  const Views v;
  std::set<std::array<int, 3>> covered;
  std::vector<int> drawn(v.views.size(), 0);
  for (std::uint32_t i = 0; i < 4000; ++i) {
    const Patch p = draw_patch(v.view(), 1, i / 100, i % 100);
    REQUIRE(p.view >= 0);
    REQUIRE(p.view < static_cast<int>(v.views.size()));
    const glm::ivec2 size = v.views[p.view].camera.size;
    REQUIRE(p.x >= 0);
    REQUIRE(p.y >= 0);
    REQUIRE(p.x + patch_edge <= size.x);
    REQUIRE(p.y + patch_edge <= size.y);
    ++drawn[p.view];
    for (int k = 0; k < patch_rays; ++k) covered.insert({p.view, p.x + k % patch_edge, p.y + k / patch_edge});
  }
  CHECK(covered.size() == v.pixels.size() / 4);
  // Views are drawn as often as they have places: 6, 1 and 10 of 17.
  CHECK(drawn[0] == Approx(4000 * 6 / 17.0).epsilon(0.15));
  CHECK(drawn[1] == Approx(4000 * 1 / 17.0).epsilon(0.25));
  CHECK(drawn[2] == Approx(4000 * 10 / 17.0).epsilon(0.15));
}

TEST_CASE("a patch lies within half a patch of its place") {
  Views v;
  v.places = {{0, 8, 4}};
  int left = 24, right = 0;
  for (std::uint32_t i = 0; i < 500; ++i) {
    const Patch p = draw_patch(v.view(), 2, 3, i);
    REQUIRE(std::abs(p.x - 8) <= patch_edge / 2);
    REQUIRE(std::abs(p.y - 4) <= patch_edge / 2);
    left = std::min(left, p.x);
    right = std::max(right, p.x);
  }
  CHECK(left == 4);
  CHECK(right == 11);
}

TEST_CASE("the draw depends on seed, step and patch, and on nothing else") {
  const Views v;
  const auto draw = [&](std::uint32_t seed, std::uint32_t step, std::uint32_t patch) {
    const Patch p = draw_patch(v.view(), seed, step, patch);
    return std::array<std::uint32_t, 4>{static_cast<std::uint32_t>(p.view), static_cast<std::uint32_t>(p.x), static_cast<std::uint32_t>(p.y), p.random};
  };
  CHECK(draw(1, 2, 3) == draw(1, 2, 3));
  std::set<std::array<std::uint32_t, 4>> all;
  for (std::uint32_t i = 0; i < 10; ++i)
    for (std::uint32_t j = 0; j < 10; ++j)
      for (std::uint32_t k = 0; k < 10; ++k) all.insert(draw(i, j, k));
  CHECK(all.size() == 1000);
}

TEST_CASE("a pixel is fetched from its photo as numbers from 0 to 1") {
  const Views v;
  CHECK(fetch_pixel(v.view(), 0, 23, 15) == glm::vec4(23, 15, 0, 255) * (1.0f / 255.0f));
  CHECK(fetch_pixel(v.view(), 2, 39, 8) == glm::vec4(39, 8, 2, 255) * (1.0f / 255.0f));
}
