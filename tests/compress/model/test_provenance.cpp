#include "compress/fit/make_provenance.h"
#include "compress/model/provenance.h"
#include "compress/scene/focus.h"
#include "tests/compress/fit/synthetic_scene.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>

using namespace asrg;

TEST_CASE("the origin's offset is kept with all digits, and only where there is one") {
  Scene scene = test::ball_scene(8, 16);
  CHECK_FALSE(make_provenance(scene, {}, {}, {}).contains("origin_offset"));
  CHECK(read_provenance(make_provenance(scene, {}, {}, {})).origin_offset == glm::dvec3(0));
  scene.origin_offset = {500000.25, 4000000.125, -7};
  FitOptions fit;
  fit.box = Box{{-1, -1, -1}, {1, 1, 1}};
  const auto json = make_provenance(scene, {}, fit, {});
  CHECK(read_provenance(json).origin_offset == scene.origin_offset);
  CHECK(json["settings"]["box"][0][1] == 3999999.125);  // as it was given: in the data set's own coordinates
  for (const char* wrong : {R"({"origin_offset": [1, 2]})", R"({"origin_offset": [1, 2, "x"]})", R"({"origin_offset": 7})"})
    CHECK(read_provenance(nlohmann::json::parse(wrong)).origin_offset == glm::dvec3(0));
}

TEST_CASE("the typical camera looks where the cameras look, one stray camera or not") {
  Scene scene = test::ball_scene(20, 16);
  std::vector<Ray> axes;
  for (const View& view : scene.train) axes.push_back({view.camera.position, view.camera.rotation[2]});
  const auto focus = find_focus(axes);
  REQUIRE(focus);
  const auto target = [&] { return read_provenance(make_provenance(scene, {}, {}, {})).target; };
  CHECK(target() == *focus);
  View stray = scene.train[0];
  stray.camera.position += glm::vec3(50, 0, 0);
  scene.train.push_back(stray);
  CHECK(glm::length(target() - *focus) < 0.1f);
}

TEST_CASE("cameras side by side look at what the photos show") {
  Scene scene;
  for (int i = 0; i < 9; ++i) {
    View view;
    view.camera.position = {0.3f * static_cast<float>(i - 4), 0, 0};
    view.camera.size = {40, 40};
    view.camera.focal = glm::vec2(40);
    view.camera.principal_point = {20, 20};
    view.depths = {3, 5};
    scene.train.push_back(view);
  }
  const Provenance p = read_provenance(make_provenance(scene, {}, {}, {}));
  CHECK(glm::length(p.target - glm::vec3(0, 0, 4)) < 0.1f);
  CHECK(std::abs(p.distance - 4) < 0.3f);
  CHECK(p.size == glm::ivec2(40));
  // Fitted to photos twice as fine as the model is for.
  CHECK(read_provenance(make_provenance(scene, {}, {.supersample = 2}, {})).size == glm::ivec2(20));
}
