#include <catch2/catch.hpp>

#include "cuda/fit/training_views.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <set>
#include <vector>

using namespace asrg;

namespace {

struct Views {
  std::vector<TrainingView> views;
  std::vector<std::uint8_t> pixels;
  std::vector<std::size_t> first;  ///< of each view, in `pixels`
  std::vector<PatchPlace> places;

  Views() {
    for (const glm::ivec2 size : {glm::ivec2(24, 16), glm::ivec2(8, 8), glm::ivec2(40, 9)}) {
      Camera c;
      c.size = size;
      const auto view = static_cast<std::int32_t>(views.size());
      first.push_back(pixels.size());
      views.push_back({c, nullptr});
      for (int y = 0; y < size.y; ++y)
        for (int x = 0; x < size.x; ++x)
          pixels.insert(pixels.end(), {static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(y), static_cast<std::uint8_t>(view), 255});
      for (int y = 0; y < size.y; y += patch_edge)
        for (int x = 0; x < size.x; x += patch_edge) places.push_back({view, static_cast<std::int16_t>(x), static_cast<std::int16_t>(y)});
    }
    for (std::size_t i = 0; i < views.size(); ++i) views[i].pixels = pixels.data() + first[i];
  }
  TrainingViews view() const { return {views.data(), places.data(), static_cast<int>(places.size())}; }
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
  // Views are drawn in proportion to their numbers of places: 6, 1 and 10 of 17.
  CHECK(drawn[0] == Approx(4000 * 6 / 17.0).epsilon(0.15));
  CHECK(drawn[1] == Approx(4000 * 1 / 17.0).epsilon(0.25));
  CHECK(drawn[2] == Approx(4000 * 10 / 17.0).epsilon(0.15));
}

TEST_CASE("patches in a photo of little weight are seldom drawn") {
  Views v;
  const auto drawn = [&](bool guided) {
    std::array<int, 3> count{};
    const std::vector<float> errors(v.places.size(), 0.5f);
    TrainingViews views = v.view();
    if (guided) views.place_errors = errors.data();
    for (std::uint32_t i = 0; i < 8000; ++i) ++count[draw_patch(views, 1, i / 100, i % 100).view];
    return count;
  };
  const auto all = drawn(false);
  v.views[2].weight = 0.25f;
  const auto fewer = drawn(false);
  // Of 17 places 7 count wholly, and 10 a quarter each.
  CHECK(fewer[2] == Approx(8000 * 2.5 / 9.5).epsilon(0.1));
  CHECK(fewer[0] == Approx(8000 * 6 / 9.5).epsilon(0.1));
  CHECK(all[2] > 1.5 * fewer[2]);
  // A guided patch goes to where the error is largest: there, too, it counts by its weight.
  const auto guided = drawn(true);
  CHECK(guided[2] < fewer[2]);
  v.views[2].weight = 0;
  CHECK(drawn(true)[2] < 8000 / 15);
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
    return std::array<std::uint32_t, 4>{static_cast<std::uint32_t>(p.view), static_cast<std::uint32_t>(p.x),
                                        static_cast<std::uint32_t>(p.y), p.random};
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

TEST_CASE("every other patch goes where the error is large, and first to where none has been") {
  Views v;
  std::vector<float> errors(v.places.size(), 0.01f);
  TrainingViews view = v.view();
  view.place_errors = errors.data();
  const auto drawn = [&](std::int32_t place) {
    std::array<int, 2> count{};
    for (std::uint32_t i = 0; i < 8000; ++i) {
      const Patch p = draw_patch(view, 1, 2, i);
      REQUIRE(p.guided == (i % 2 == 1));
      count[p.guided] += p.place == place;
    }
    return count;
  };
  const double even = 4000.0 / static_cast<double>(v.places.size());
  for (const float large : {0.02f, unseen_error}) {
    errors[11] = large;
    const auto there = drawn(11);
    CHECK(there[0] == Approx(even).epsilon(0.25));
    // One of four candidates among 17 places.
    CHECK(there[1] == Approx(4000 * (1 - std::pow(16.0 / 17, place_candidates))).epsilon(0.15));
  }
  errors[11] = 0.001f;
  CHECK(drawn(11)[1] < 0.05 * even);
}

TEST_CASE("errors that patches note replace those of their places, whatever the order") {
  Views v;
  std::vector<float> errors(v.places.size(), unseen_error);
  std::vector<std::uint64_t> noted(v.places.size(), 0);
  TrainingViews view = v.view();
  view.noted_errors = noted.data();
  Patch patch{};
  for (const double mean : {0.5, 0.125, 0.02}) {
    patch.place = 3;
    note_error(view, patch, mean * patch_rays);
  }
  patch.place = 5;
  note_error(view, patch, 1e30);
  const TakeErrorsKernel take{noted.data(), errors.data()};
  for (int i = 0; i < static_cast<int>(errors.size()); ++i) take(i);
  CHECK(errors[3] == Approx((0.5 + 0.125 + 0.02) / 3).epsilon(1e-5));
  CHECK(errors[5] > 1000);
  CHECK(errors[5] < unseen_error);
  CHECK(errors[4] == unseen_error);
  CHECK(std::all_of(noted.begin(), noted.end(), [](std::uint64_t n) { return n == 0; }));
  take(3);
  CHECK(errors[3] == Approx(0.215).epsilon(1e-5));
}
