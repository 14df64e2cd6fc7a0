#include "compress/scene/box.h"
#include "compress/scene/focus.h"
#include "cuda/core/error.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

using namespace asrg;
using Catch::Matchers::Contains;

namespace {

Scene masked_scene(const test::SphereData& data) {
  Scene scene;
  scene.name = "sphere";
  scene.masked = true;
  for (std::size_t i = 0; i < data.names.size(); ++i) scene.train.push_back({data.names[i], data.cameras[i], data.images[i]});
  return scene;
}

Scene unmasked_scene(const test::SphereData& data) {
  Scene scene = masked_scene(data);
  scene.masked = false;
  for (View& view : scene.train) {
    for (std::size_t i = 3; i < view.image.pixels.size(); i += 4) view.image.pixels[i] = 255;
  }
  return scene;
}

bool inside(const Box& inner, const Box& outer) {
  return glm::all(glm::greaterThanEqual(inner.min, outer.min)) && glm::all(glm::lessThanEqual(inner.max, outer.max));
}

Box sphere_box(const test::SphereData& data, float radius) { return {data.centre - radius, data.centre + radius}; }

}  // namespace

TEST_CASE("rays that meet have their focus there, but for a few that look elsewhere", "[box]") {
  const glm::vec3 target(1, 2, 3);
  std::vector<Ray> rays;
  for (int i = 0; i < 20; ++i) {
    const float a = 0.3f * static_cast<float>(i);
    const glm::vec3 from = target + glm::vec3(4 * std::cos(a), 4 * std::sin(a), 1 + 0.1f * static_cast<float>(i));
    rays.push_back({from, glm::normalize(target - from)});
  }
  REQUIRE(find_focus(rays));
  CHECK(glm::length(*find_focus(rays) - target) < 1e-4f);
  rays[3].direction = rays[8].direction = glm::normalize(glm::vec3(1, 0.2f, 0.5f));
  REQUIRE(find_focus(rays));
  CHECK(glm::length(*find_focus(rays) - target) < 0.05f);
}

TEST_CASE("rays without a common point have no focus", "[box]") {
  std::vector<Ray> parallel, outward;
  for (int i = 0; i < 10; ++i) {
    const float a = 0.6f * static_cast<float>(i);
    parallel.push_back({{static_cast<float>(i), 0, 0}, {0, 0, 1}});
    outward.push_back({{std::cos(a), std::sin(a), 0}, {std::cos(a), std::sin(a), 0}});
  }
  CHECK_FALSE(find_focus(parallel));
  CHECK_FALSE(find_focus(outward));
  CHECK_FALSE(find_focus({}));
}

TEST_CASE("with masks the box is the object's, with a small margin", "[box]") {
  const test::SphereData data = test::make_sphere_data(40);
  const Scene scene = masked_scene(data);
  const Box box = scene_box(scene);
  CHECK(inside(sphere_box(data, 0.5f), box));
  CHECK(inside(box, sphere_box(data, 0.6f)));

  Scene only_test = scene;
  only_test.test.swap(only_test.train);
  CHECK(inside(scene_box(only_test), sphere_box(data, 0.6f)));
}

TEST_CASE("a few wrong masks and cut-off views do not spoil the box", "[box]") {
  test::SphereData data = test::make_sphere_data(40);
  Scene scene = masked_scene(data);
  scene.train[4].image = ImageU8(60, 48, 4);
  for (std::size_t i = 3; i < scene.train[9].image.pixels.size(); i += 4) scene.train[9].image.pixels[i] = 255;
  for (int y = 0; y < 48; ++y) {
    for (int x = 0; x < 30; ++x) scene.train[20].image.at(x, y)[3] = 0;
  }
  scene.train[30].camera.principal_point.x += 400;  // does not show the object
  const Box box = scene_box(scene);
  CHECK(inside(sphere_box(data, 0.42f), box));
  CHECK(inside(box, sphere_box(data, 0.75f)));
}

TEST_CASE("masks without any object in common are an error", "[box]") {
  test::SphereData data = test::make_sphere_data(10);
  Scene scene = masked_scene(data);
  for (View& view : scene.train) view.image = ImageU8(60, 48, 4);
  CHECK_THROWS_WITH(scene_box(scene), Contains("sphere") && Contains("give its box"));
}

TEST_CASE("without masks the box is what the views share, and points tighten it", "[box]") {
  const test::SphereData data = test::make_sphere_data(40);
  Scene scene = unmasked_scene(data);
  const Box shared = scene_box(scene);
  CHECK(inside(sphere_box(data, 0.5f), shared));
  CHECK(inside(shared, sphere_box(data, 1.51f)));

  const test::TemporaryDirectory folder;
  test::write_colmap_binary(data, folder.path());
  scene.sparse_points = load_scene(folder.path()).sparse_points;
  scene.sparse_points.push_back({50, 50, 50});
  const Box tight = scene_box(scene);
  CHECK(inside(sphere_box(data, 0.48f), tight));
  CHECK(inside(tight, sphere_box(data, 0.6f)));
  scene.sparse_points.resize(20);
  CHECK(scene_box(scene).max == shared.max);
}

TEST_CASE("cameras that do not look at a common point are an error", "[box]") {
  Scene scene = unmasked_scene(test::make_sphere_data(10));
  for (std::size_t i = 0; i < 10; ++i) {
    scene.train[i].camera.rotation = glm::mat3(1.0f);
    scene.train[i].camera.position = {static_cast<float>(i), 0, 0};
  }
  CHECK_THROWS_WITH(scene_box(scene), Contains("sphere") && Contains("common point"));
}

TEST_CASE("a stated box is taken, with 2 percent of margin", "[box]") {
  Scene scene = masked_scene(test::make_sphere_data(3));
  scene.stated_box = Box{{0, 0, 0}, {1, 2, 3}};
  const Box box = scene_box(scene);
  CHECK(glm::length(box.min - glm::vec3(-0.06f)) < 1e-6f);
  CHECK(glm::length(box.max - glm::vec3(1.06f, 2.06f, 3.06f)) < 1e-6f);
}
