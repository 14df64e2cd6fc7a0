#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compress/fit/make_provenance.h"
#include "compress/model/orbit.h"
#include "tests/compress/fit/synthetic_scene.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

using namespace asrg;

namespace {

Provenance provenance_of(const Scene& scene) { return read_provenance(make_provenance(scene, {}, {}, 0)); }

}  // namespace

TEST_CASE("an orbit begins on the side that was photographed") {
  Provenance p;
  p.up = {0, 0, 1};
  p.front = glm::normalize(glm::vec3(1, -2, 0.5f));
  const Box box{{-1, -1, -1}, {3, 1, 1}};
  const auto cameras = orbit(box, p, 4, {40, 30}, 20, 6);
  REQUIRE(cameras.size() == 4);
  const glm::vec3 out = cameras[0].position - glm::vec3(1, 0, 0);
  CHECK(glm::length(out) == Approx(6));
  CHECK(glm::dot(glm::normalize(glm::vec2(out)), glm::normalize(glm::vec2(*p.front))) == Approx(1));
  CHECK(out.z == Approx(6 * std::sin(glm::radians(20.0f))));
  CHECK(glm::length(cameras[2].position - glm::vec3(1, 0, 0) - glm::vec3(-out.x, -out.y, out.z)) < 1e-4f);
}

TEST_CASE("photos from all around have no side, those from one side have") {
  Scene scene = test::ball_scene(20, 16);
  CHECK_FALSE(provenance_of(scene).front);
  scene.train.erase(std::remove_if(scene.train.begin(), scene.train.end(), [](const View& v) { return v.camera.position.y > -0.5f; }),
                    scene.train.end());
  REQUIRE(scene.train.size() > 3);
  const auto front = provenance_of(scene).front;
  REQUIRE(front);
  CHECK(front->y < -0.7f);
  CHECK(glm::length(*front) == Approx(1));
}
