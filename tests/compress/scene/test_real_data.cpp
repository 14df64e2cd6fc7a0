#include "compress/scene/box.h"
#include "compress/scene/focus.h"
#include "compress/scene/scene.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <set>

using namespace asrg;

namespace {

/// Loads a reduced external data set; nothing (and the test is skipped) where it is absent.
std::optional<Scene> load(const char* relative, int downscale, BackgroundMask mask = BackgroundMask::off) {
  const auto folder = test::external_data(relative);
  if (!folder) {
    test::skip("the external data are absent");
    return std::nullopt;
  }
  SceneOptions options;
  options.downscale = downscale;
  options.mask_from_background = mask;
  return load_scene(*folder, options);
}

/// The optical axes meet, in front of every camera, and most views have that point inside their image.
void check_cameras_meet(const std::vector<View>& views) {
  std::vector<Ray> axes;
  for (const View& view : views) axes.push_back({view.camera.position, view.camera.rotation[2]});
  const auto focus = find_focus(axes);
  REQUIRE(focus);
  int inside = 0;
  for (const View& view : views) {
    glm::vec2 pixel(0.0f);
    if (!view.camera.project(*focus, pixel)) continue;
    inside +=
        pixel.x > 0 && pixel.y > 0 && pixel.x < static_cast<float>(view.camera.size.x) && pixel.y < static_cast<float>(view.camera.size.y);
  }
  CHECK(inside * 10 >= static_cast<int>(views.size()) * 9);
}

void check_box_near(const Box& box, const Box& expected, float tolerance) {
  CHECK(glm::all(glm::lessThan(glm::abs(box.min - expected.min), glm::vec3(tolerance))));
  CHECK(glm::all(glm::lessThan(glm::abs(box.max - expected.max), glm::vec3(tolerance))));
}

}  // namespace

TEST_CASE("lego: split, focal length, box", "[external]") {
  const auto scene = load("nerf_synthetic/lego", 8);
  if (!scene) return;
  CHECK(scene->format == "nerf-synthetic");
  CHECK(scene->name == "lego");
  CHECK(scene->train.size() == 100);
  CHECK(scene->test.size() == 50);
  CHECK(scene->train[8].name == "train/r_8.png");
  CHECK(scene->train[99].name == "train/r_99.png");
  CHECK(scene->masked);
  CHECK(scene->train[0].camera.focal.x == Approx(1111.111 / 8).epsilon(1e-4));
  check_cameras_meet(scene->train);
  // The model's extent is about 1.3 x 2.3 x 1.6.
  check_box_near(scene_box(*scene), {{-0.7f, -1.2f, -0.65f}, {0.7f, 1.2f, 1.05f}}, 0.12f);
}

TEST_CASE("mic: thin parts stay inside the box", "[external]") {
  const auto scene = load("nerf_synthetic/mic", 8);
  if (!scene) return;
  CHECK(scene->test.size() == 50);
  check_box_near(scene_box(*scene), {{-1.3f, -0.97f, -0.8f}, {0.83f, 1.13f, 1.2f}}, 0.15f);
}

TEST_CASE("fox: photos that do not exist, lens distortion", "[external]") {
  const auto scene = load("real/fox", 8);
  if (!scene) return;
  CHECK(scene->format == "instant-ngp");
  CHECK(scene->train.size() == 50);
  CHECK(scene->warnings.size() == 1);
  CHECK_FALSE(scene->masked);
  CHECK(scene->train[0].camera.focal.x == Approx(1375.52 / 8));
  CHECK(scene->train[0].camera.k1 == Approx(0.0578421));
  check_cameras_meet(scene->train);
  // Undoing the distortion and applying it again comes back everywhere inside the image.
  const Camera& camera = scene->train[0].camera;
  for (int y = 0; y <= 8; ++y) {
    for (int x = 0; x <= 8; ++x) {
      const glm::vec2 pixel = glm::vec2(x, y) / 8.0f * glm::vec2(camera.size);
      const Ray ray = camera.ray(pixel);
      glm::vec2 back(0.0f);
      REQUIRE(camera.project(ray.origin + 3.0f * ray.direction, back));
      CHECK(glm::length(back - pixel) < 2e-2f);
    }
  }
  const Box box = scene_box(*scene);
  CHECK(glm::all(glm::greaterThan(box.max, box.min)));
}

TEST_CASE("beer_can: COLMAP model and points", "[external]") {
  const auto scene = load("real/beer_can", 8);
  if (!scene) return;
  CHECK(scene->format == "colmap");
  CHECK(scene->train.size() == 71);
  CHECK(scene->sparse_points.size() > 1000);
  check_cameras_meet(scene->train);
  // Every point lies in front of most cameras: they all look down at the same floor.
  const Box box = scene_box(*scene);
  int in_box = 0;
  for (const auto& point : scene->sparse_points) {
    in_box += glm::all(glm::greaterThan(point, box.min)) && glm::all(glm::lessThan(point, box.max));
  }
  CHECK(in_box > 500);
}

TEST_CASE("maryRose: LLFF poses and masks", "[external]") {
  const auto scene = load("real/maryRose", 8);
  if (!scene) return;
  CHECK(scene->format == "llff");
  CHECK(scene->train.size() == 69);
  CHECK(scene->masked);
  CHECK(scene->train[0].camera.size == glm::ivec2(108));
  CHECK(scene->train[0].camera.focal.x == Approx(10547.24 / 32).epsilon(1e-3));
  const Box box = scene_box(*scene);
  const glm::vec3 extent = box.max - box.min;
  CHECK(glm::all(glm::greaterThan(extent, glm::vec3(0.7f))));
  CHECK(glm::all(glm::lessThan(extent, glm::vec3(1.4f))));
}

TEST_CASE("dinoRing: the silhouettes' box is the stated one", "[external]") {
  auto scene = load("real/dinoRing", 4, BackgroundMask::automatic);
  if (!scene) return;
  CHECK(scene->format == "middlebury");
  CHECK(scene->train.size() == 48);
  CHECK(scene->masked);
  REQUIRE(scene->stated_box);
  const Box stated = *scene->stated_box;
  CHECK(glm::length(stated.min - glm::vec3(-0.021897f, 0.021126f, -0.017845f)) < 1e-6f);
  scene->stated_box.reset();
  check_box_near(scene_box(*scene), stated, 0.012f);
}
