#include <catch2/catch.hpp>

#include "cuda/core/error.h"
#include "viewer/camera/orbit_camera.h"
#include "compress/model/saved_views.h"

#include <cmath>

using namespace asrg;

namespace {

constexpr glm::ivec2 window{800, 600};
const Box box{{-1, -2, 0}, {3, 2, 1}};

OrbitCamera framed() {
  OrbitCamera c;
  c.frame(box, {0, 0, 1}, 0.7f);
  return c;
}

glm::vec2 pixel_of(const OrbitCamera& c, glm::vec3 world) {
  glm::vec2 pixel(-1);
  REQUIRE(c.camera(window).project(world, pixel));
  return pixel;
}

/// Where the camera is going.
OrbitCamera arrived(OrbitCamera c) {
  c.go_to(c.target(), true);
  return c;
}

}  // namespace

TEST_CASE("a camera looks from the side and the distance that it is given") {
  OrbitCamera c;
  const glm::vec3 front = glm::normalize(glm::vec3(-1, 2, 0.7f)), up = glm::normalize(glm::vec3(0.1f, 0, 1)),
                  centre = 0.5f * (box.min + box.max);
  c.frame(box, up, 0.7f, front, 5.0f);
  CHECK(glm::length(c.camera(window).position - (centre + 5.0f * front)) < 1e-4f);
  c.orbit({100, 20});
  c.reset();
  CHECK(glm::length(arrived(c).camera(window).position - (centre + 5.0f * front)) < 1e-4f);
  c.frame(box, up, 0.7f, front);
  const glm::vec3 out = c.camera(window).position - centre;
  CHECK(glm::dot(glm::normalize(out), front) == Approx(1));
  CHECK(glm::length(out) > glm::length(box.max - box.min));
}

TEST_CASE("a framed box is seen whole, its centre in the middle") {
  const OrbitCamera c = framed();
  CHECK(glm::length(pixel_of(c, {1, 0, 0.5f}) - glm::vec2(400, 300)) < 0.01f);
  for (int k = 0; k < 8; ++k) {
    const glm::vec2 p = pixel_of(c, {k & 1 ? 3 : -1, k & 2 ? 2 : -2, k & 4 ? 1 : 0});
    CHECK((p.x > 0 && p.y > 0 && p.x < 800 && p.y < 600));
  }
  // A narrow window shows it whole as well.
  glm::vec2 p(-1);
  REQUIRE(c.camera({200, 600}).project({3, 2, 1}, p));
  CHECK((p.x > 0 && p.x < 200));
}

TEST_CASE("up is up in the picture, and a drag to the right turns the near side to the right") {
  OrbitCamera c = framed();
  CHECK(pixel_of(c, {1, 0, 1}).y < pixel_of(c, {1, 0, 0}).y);
  const Camera now = c.camera(window);
  const glm::vec3 near = glm::vec3(1, 0, 0.5f) + 0.5f * glm::normalize(now.position - glm::vec3(1, 0, 0.5f));
  const float before = pixel_of(c, near).x;
  c.orbit({40, 0});
  CHECK(pixel_of(arrived(c), near).x > before + 1);
}

TEST_CASE("nobody gets lost: elevation, distance and pivot are limited") {
  OrbitCamera c = framed();
  c.orbit({0, 1e6f});
  CHECK(c.target().elevation == OrbitCamera::highest);
  c.orbit({0, -1e7f});
  CHECK(c.target().elevation == OrbitCamera::lowest);
  for (int i = 0; i < 500; ++i) c.zoom(5, {400, 300}, window);
  const float nearest = c.target().distance;
  CHECK(nearest > 0.01f);
  for (int i = 0; i < 500; ++i) c.zoom(-5, {400, 300}, window);
  CHECK(c.target().distance < 1000);
  CHECK(c.target().distance > 10 * nearest);
  for (int i = 0; i < 500; ++i) c.pan({300, 200}, window);
  CHECK(glm::length(c.target().pivot - glm::vec3(1, 0, 0.5f)) < 10);
  c.reset();
  CHECK(glm::length(arrived(c).pose().pivot - framed().pose().pivot) < 1e-6f);
}

TEST_CASE("zooming leaves what lies under the cursor where it is") {
  OrbitCamera c = framed();
  const glm::vec2 cursor(620, 180);
  const Ray ray = c.camera(window).ray(cursor);
  const glm::vec3 forward = c.camera(window).rotation[2];
  const glm::vec3 under = ray.origin + ray.direction * (c.pose().distance / glm::dot(ray.direction, forward));
  c.zoom(3, cursor, window);
  CHECK(c.target().distance < c.pose().distance);
  CHECK(glm::length(pixel_of(arrived(c), under) - cursor) < 0.05f);
}

TEST_CASE("panning moves the pivot's plane with the cursor") {
  OrbitCamera c = framed();
  const glm::vec3 pivot = c.pose().pivot;
  c.pan({50, -30}, window);
  CHECK(glm::length(pixel_of(arrived(c), pivot) - glm::vec2(450, 270)) < 0.05f);
}

TEST_CASE("the camera follows its target smoothly and arrives") {
  OrbitCamera c = framed();
  c.orbit({100, 20});
  float last = std::abs(c.target().azimuth - c.pose().azimuth);
  int frames = 0;
  while (c.advance(1.0f / 60)) {
    const float left = std::abs(c.target().azimuth - c.pose().azimuth);
    REQUIRE(left <= last);
    last = left;
    REQUIRE(++frames < 300);
  }
  CHECK(frames > 5);
  CHECK(c.pose().azimuth == c.target().azimuth);
  CHECK_FALSE(c.advance(1.0f / 60));
}

TEST_CASE("going to a pose takes the shorter way round, however often the turntable has turned") {
  OrbitCamera c = framed();
  const OrbitPose home = c.pose();
  for (int frame = 0; frame < 60 * 600; ++frame) {  // ten minutes
    c.turn(glm::radians(20.0f) / 60);
    c.advance(1.0f / 60);
  }
  c.go_to(c.target(), true);
  CHECK(std::abs(c.pose().azimuth) < 7);
  constexpr float half_turn = 3.1415927f;
  const auto swept = [&] {
    float sum = 0, last = c.pose().azimuth;
    for (bool moving = true; moving;) {
      moving = c.advance(1.0f / 60);
      sum += std::abs(std::remainder(c.pose().azimuth - last, 2 * half_turn));  // whole turns may be taken off the angle
      last = c.pose().azimuth;
    }
    return sum;
  };
  const auto at_home = [&] { return glm::length(c.camera(window).position - framed().camera(window).position) < 1e-3f; };
  c.reset();
  CHECK(swept() <= half_turn + 0.01f);
  CHECK(at_home());
  // From just beyond half a turn the way leads on, not back.
  for (const float away : {half_turn - 0.3f, half_turn + 0.3f, -half_turn - 0.3f, 30.0f}) {
    c.go_to(home, true);
    c.turn(away);
    swept();
    c.go_to(home, false);
    CHECK(swept() == Approx(std::abs(away - 2 * half_turn * std::round(away / (2 * half_turn)))).margin(0.01));
    CHECK(at_home());
  }
}

TEST_CASE("saved views survive being written and read") {
  SavedViews views;
  views[0] = OrbitPose{{1, 2, 3}, 0.5f, -0.25f, 4};
  views[8] = OrbitPose{{0, 0, 0}, 0, 0, 1};
  const SavedViews again = parse_saved_views(saved_views_json(views), "views.json");
  REQUIRE((again[0] && again[8]));
  CHECK_FALSE(again[4]);
  CHECK(again[0]->pivot == glm::vec3(1, 2, 3));
  CHECK(again[0]->azimuth == 0.5f);
  CHECK(again[0]->elevation == -0.25f);
  CHECK(again[0]->distance == 4);
}

TEST_CASE("what is no list of views is named") {
  for (const char* bad :
       {"", "[", "{\"1\": 3}", "{\"0\": {}}", "{\"1\": {\"pivot\": [1,2], \"azimuth\": 0, \"elevation\": 0, \"distance\": 1}}",
        "{\"1\": {\"pivot\": [1,2,3], \"azimuth\": 0, \"elevation\": 0, \"distance\": 0}}"}) {
    try {
      parse_saved_views(bad, "views.json");
      FAIL(bad);
    } catch (const Error& e) {
      CHECK(e.kind() == ErrorKind::io);
      CHECK_THAT(e.what(), Catch::StartsWith("views.json"));
    }
  }
}
