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

namespace {

/// What VisualHull promises, told cell by cell and pixel by pixel.
std::vector<std::uint8_t> reference_hull(const std::vector<View>& views, const HullGrid& grid, const VisualHullOptions& options) {
  std::vector<std::uint8_t> hull;
  const float cell_radius = 0.5f * glm::length(grid.cell());
  each_cell(grid.box, grid.dims, [&](std::size_t i, glm::vec3) {
    const auto dims = glm::ivec3(grid.dims);
    const int at = static_cast<int>(i);
    const glm::ivec3 c(at % dims.x, at / dims.x % dims.y, at / (dims.x * dims.y));
    const glm::vec3 centre = grid.box.min + grid.cell() * (glm::vec3(c) + 0.5f);
    float seen = 0, background = 0;
    for (const View& view : views) {
      const Camera& camera = view.camera;
      const glm::vec3 p = glm::transpose(camera.rotation) * (centre - camera.position);
      if (p.z <= 0) continue;
      const float inverse_depth = 1.0f / p.z;
      glm::vec2 u(p.x * inverse_depth, p.y * inverse_depth);
      if (camera.distorted()) {
        if (!camera.distortion_grows(u)) continue;
        u = camera.distort(u);
      }
      const glm::vec2 pixel = u * camera.focal + camera.principal_point;
      if (!(pixel.x >= 0 && pixel.y >= 0 && pixel.x < float(camera.size.x) && pixel.y < float(camera.size.y))) continue;
      ++seen;
      const float r = cell_radius * std::max(camera.focal.x, camera.focal.y) * inverse_depth;
      bool object = false;
      for (int y = std::max(0, static_cast<int>(pixel.y - r)); y <= std::min(camera.size.y - 1, static_cast<int>(pixel.y + r)); ++y)
        for (int x = std::max(0, static_cast<int>(pixel.x - r)); x <= std::min(camera.size.x - 1, static_cast<int>(pixel.x + r)); ++x)
          object = object || view.image.at(x, y)[3] > 0;
      background += !object;
    }
    hull.push_back(seen > 0 && seen >= options.min_seen * static_cast<float>(views.size()) && background <= options.tolerance * seen);
  });
  return hull;
}

}  // namespace

TEST_CASE("blocks of cells and counted tables give what each cell and pixel alone would", "[hull]") {
  Camera distorted;
  distorted.size = {60, 48};
  distorted.focal = glm::vec2(80, 84);
  distorted.principal_point = {28, 25};
  distorted.k1 = -0.1f;
  distorted.k2 = 0.02f;
  distorted.p1 = 0.004f;
  distorted.p2 = -0.003f;
  for (const test::SphereData& data : {test::make_sphere_data(30), test::make_sphere_data(30, distorted)}) {
    auto views = views_of(data);
    for (int y = 0; y < 48; ++y) {
      for (int x = 0; x < 28; ++x) views[3].image.at(x, y)[3] = 0;                    // a mask that lacks a part
      for (int x = 0; x < 60; ++x) views[9].image.at(x, y)[3] = 255;                  // one that takes in all
      for (int x = 5; x < 60; x += 9) views[12].image.at(x, y)[3] = y % 7 ? 0 : 255;  // and one of single pixels
    }
    const VisualHull hull(views);
    // A box of the object, one that reaches behind the cameras, and one that none of them sees whole.
    for (const float reach : {0.7f, 4.0f, 1.1f}) {
      const HullGrid grid{{data.centre - reach, data.centre + glm::vec3(reach, 0.9f * reach, 0.6f * reach)}, {37, 33, 21}};
      const HullVotes votes = hull.vote(grid, 0.3f);
      for (const VisualHullOptions& options : {VisualHullOptions{0.0f, 0.1f}, VisualHullOptions{0.02f, 0.5f},
                                               VisualHullOptions{0.14f, 0.5f}, VisualHullOptions{0.3f, 0.75f}}) {
        const auto expected = reference_hull(views, grid, options);
        const auto carved = hull.carve(grid, options);
        CAPTURE(reach, options.tolerance, std::accumulate(expected.begin(), expected.end(), 0));
        CHECK(carved == expected);
        CHECK(votes.hull(options) == expected);
      }
    }
  }
}

TEST_CASE("the hull holds the whole object and little more", "[hull]") {
  const test::SphereData data = test::make_sphere_data(40);
  const auto views = views_of(data);
  const Box box{data.centre - glm::vec3(0.8f, 0.7f, 0.75f), data.centre + glm::vec3(0.7f, 0.8f, 0.75f)};
  const glm::ivec3 dims(30, 26, 22);
  const auto hull = VisualHull(views).carve({box, dims});
  REQUIRE(hull.size() == 30 * 26 * 22);
  int missing = 0, kept_far = 0;
  each_cell(box, dims, [&](std::size_t i, const glm::vec3& centre) {
    const float distance = glm::length(centre - data.centre);
    missing += distance < data.radius && !hull[i];
    kept_far += distance > data.radius + 0.15f && hull[i];
  });
  CHECK(missing == 0);
  CHECK(kept_far == 0);
  CHECK(hull == VisualHull(views).carve({box, dims}));
}

TEST_CASE("a wrong mask is tolerated when it may be", "[hull]") {
  const test::SphereData data = test::make_sphere_data(40);
  auto views = views_of(data);
  views[5].image = ImageU8(60, 48, 4);  // sees nothing
  const Box box{data.centre - 0.7f, data.centre + 0.7f};
  const auto count = [&](float tolerance) {
    const auto hull = VisualHull(views).carve({box, glm::ivec3(16)}, {tolerance, 0.5f});
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
  const auto views = views_of(data);
  const auto hull = VisualHull(views).carve({box, glm::ivec3(7)}, {0.0f, 0.5f});
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
    const auto region = VisualHull(views).carve({box, glm::ivec3(20)}, {0.0f, min_seen});
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
    return VisualHull(views).carve({{point - 1e-3f, point + 1e-3f}, glm::ivec3(1)})[0] == 1;
  };
  CHECK(seen({0, 0, 1}));
  CHECK(seen({0.5f, 0, 1}));
  CHECK_FALSE(seen({1.9f, 0, 1}));  // 1.9 * (1 - 0.25 * 1.9^2) = 0.19: the polynomial puts it in the middle of the image
  CHECK_FALSE(seen({0, 0, -1}));
}
