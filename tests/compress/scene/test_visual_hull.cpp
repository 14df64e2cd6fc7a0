#include "compress/scene/visual_hull.h"
#include "tests/compress/scene/sphere_data.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>

using namespace asrg;

namespace {

std::vector<View> views_of(const test::SphereData& data) {
  std::vector<View> views;
  for (std::size_t i = 0; i < data.names.size(); ++i) views.push_back({data.names[i], data.cameras[i], data.images[i]});
  return views;
}

template <class Visit>
void each_cell(const Box& box, glm::ivec3 dims, Visit visit) {
  std::size_t i = 0;
  for (int z = 0; z < dims.z; ++z) {
    for (int y = 0; y < dims.y; ++y) {
      for (int x = 0; x < dims.x; ++x) visit(i++, box.min + (box.max - box.min) * ((glm::vec3(x, y, z) + 0.5f) / glm::vec3(dims)));
    }
  }
}

}  // namespace

TEST_CASE("the hull holds the whole object and little more", "[hull]") {
  const test::SphereData data = test::make_sphere_data(40);
  const auto views = views_of(data);
  const Box box{data.centre - glm::vec3(0.8f, 0.7f, 0.75f), data.centre + glm::vec3(0.7f, 0.8f, 0.75f)};
  const glm::ivec3 dims(30, 26, 22);
  const auto hull = carve_visual_hull(views, box, dims);
  REQUIRE(hull.size() == 30 * 26 * 22);
  int missing = 0, kept_far = 0;
  each_cell(box, dims, [&](std::size_t i, const glm::vec3& centre) {
    const float distance = glm::length(centre - data.centre);
    missing += distance < data.radius && !hull[i];
    kept_far += distance > data.radius + 0.15f && hull[i];
  });
  CHECK(missing == 0);
  CHECK(kept_far == 0);
  CHECK(hull == carve_visual_hull(views, box, dims));
}

TEST_CASE("a wrong mask is tolerated when it may be", "[hull]") {
  const test::SphereData data = test::make_sphere_data(40);
  auto views = views_of(data);
  views[5].image = ImageU8(60, 48, 4);  // sees nothing
  const Box box{data.centre - 0.7f, data.centre + 0.7f};
  const auto count = [&](float tolerance) {
    const auto hull = carve_visual_hull(views, box, glm::ivec3(16), {tolerance, 0.5f});
    return std::accumulate(hull.begin(), hull.end(), 0);
  };
  CHECK(count(0.0f) == 0);
  CHECK(count(0.03f) > 500);
}

TEST_CASE("a wire that is thinner than a cell survives", "[hull]") {
  test::SphereData data = test::make_sphere_data(20);
  for (std::size_t i = 0; i < data.images.size(); ++i) {
    data.images[i] = ImageU8(60, 48, 4);
    for (int step = 0; step <= 1000; ++step) {
      glm::vec2 pixel(0.0f);
      const float t = static_cast<float>(step) / 1000.0f;
      REQUIRE(data.cameras[i].project(data.centre + glm::vec3(0, 0, t - 0.5f), pixel));
      data.images[i].at(std::clamp(static_cast<int>(pixel.x), 0, 59), std::clamp(static_cast<int>(pixel.y), 0, 47))[3] = 255;
    }
  }
  const Box box{data.centre - 0.6f, data.centre + 0.6f};
  const auto hull = carve_visual_hull(views_of(data), box, glm::ivec3(7), {0.0f, 0.5f});
  for (int z = 1; z < 6; ++z) CHECK(hull[static_cast<std::size_t>(z) * 49 + 3 * 7 + 3] == 1);
  CHECK(std::accumulate(hull.begin(), hull.end(), 0) < 7 * 9);
}

TEST_CASE("what too few views see is dropped, and without masks the shared region is left", "[hull]") {
  test::SphereData data = test::make_sphere_data(30);
  for (auto& image : data.images) {
    for (std::size_t i = 3; i < image.pixels.size(); i += 4) image.pixels[i] = 255;
  }
  const auto views = views_of(data);
  const Box box{data.centre - 2.0f, data.centre + 2.0f};
  const auto count = [&](float min_seen) {
    const auto region = carve_visual_hull(views, box, glm::ivec3(20), {0.0f, min_seen});
    CHECK(region[10 * 400 + 10 * 20 + 10] == 1);
    return std::accumulate(region.begin(), region.end(), 0);
  };
  const int few = count(0.1f), half = count(0.5f), all = count(1.0f);
  CHECK(few > half);
  CHECK(half > all);
  // All views share a ball of about 2.5 * 24 / 90 about the centre, of which cells have a side of 0.2.
  CHECK(all > 100);
  CHECK(all < 1500);
}

TEST_CASE("points far outside a distorted image do not fold back into it", "[hull]") {
  Camera camera;
  camera.size = {60, 48};
  camera.focal = glm::vec2(45);
  camera.principal_point = {30, 24};
  camera.k1 = -0.25f;
  const test::SphereData data = test::make_sphere_data(1, camera);
  auto views = views_of(data);
  for (std::size_t i = 3; i < views[0].image.pixels.size(); i += 4) views[0].image.pixels[i] = 255;
  const Camera& c = views[0].camera;
  const auto seen = [&](glm::vec3 offset) {
    const glm::vec3 point = c.position + c.rotation * offset;
    return carve_visual_hull(views, {point - 1e-3f, point + 1e-3f}, glm::ivec3(1))[0] == 1;
  };
  CHECK(seen({0, 0, 1}));
  CHECK(seen({0.5f, 0, 1}));
  CHECK_FALSE(seen({1.9f, 0, 1}));  // 1.9 * (1 - 0.25 * 1.9^2) = 0.19: the polynomial puts it in the middle of the image
  CHECK_FALSE(seen({0, 0, -1}));
}
