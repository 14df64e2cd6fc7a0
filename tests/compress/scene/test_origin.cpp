#include "compress/io/file.h"
#include "compress/scene/box.h"
#include "compress/scene/camera_path.h"
#include "compress/scene/origin.h"
#include "compress/scene/scene.h"
#include "compress/scene/seen_box.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace asrg;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

const glm::dvec3 far_away(500000, 4000000, 100);

/// Moves all cameras of transforms.json in double precision.
void move_transforms(const std::filesystem::path& folder, const glm::dvec3& offset) {
  json file = json::parse(read_text_file(folder / "transforms.json"));
  for (json& frame : file["frames"]) {
    for (int i = 0; i < 3; ++i) {
      json& value = frame["transform_matrix"][static_cast<std::size_t>(i)][3];
      value = value.get<double>() + offset[i];
    }
  }
  test::write_text(folder / "transforms.json", file.dump());
}

}  // namespace

TEST_CASE("geo-referenced cameras keep their digits", "[origin]") {
  const test::TemporaryDirectory folder;
  test::write_instant_ngp(test::make_sphere_data(8), folder.path());
  const Scene near = load_scene(folder.path());
  CHECK(near.origin_offset == glm::dvec3(0));
  move_transforms(folder.path(), far_away);
  const Scene far = load_scene(folder.path());
  CHECK(glm::length(far.origin_offset - far_away) < 10);
  CHECK_THAT(far.warnings.at(0), Contains("is subtracted from all positions"));
  const glm::vec3 moved = far_away - far.origin_offset;
  for (std::size_t i = 0; i < near.train.size(); ++i)
    CHECK(glm::length(far.train[i].camera.position - near.train[i].camera.position - moved) < 1e-5f);
  const Box a = scene_box(near), b = scene_box(far);
  CHECK(glm::length(b.min - a.min - moved) < 0.03f);
  CHECK(glm::length(b.max - a.max - moved) < 0.03f);

  SECTION("a model's own offset is kept, whatever photos are left") {
    SceneOptions options;
    options.origin_offset = glm::dvec3(500001, 4000002, 103);
    const Scene judged = load_scene(folder.path(), options);
    CHECK(judged.origin_offset == *options.origin_offset);
    CHECK(glm::length(judged.train[0].camera.position - near.train[0].camera.position - glm::vec3(-1, -2, -3)) < 1e-5f);
  }
  SECTION("cameras to draw from are moved with them") {
    const auto cameras = read_camera_path(folder.path() / "transforms.json", std::nullopt, {60, 48}, far.origin_offset);
    for (std::size_t i = 0; i < cameras.size(); ++i) CHECK(cameras[i] == far.train[i].camera);
  }
}

TEST_CASE("points and stated boxes move with the cameras", "[origin]") {
  const test::SphereData data = test::make_sphere_data(6);
  const test::TemporaryDirectory middlebury, colmap;
  test::write_middlebury(data, middlebury.path());
  std::string text = "6\n";
  for (std::size_t n = 0; n < 6; ++n) {
    const Camera& c = data.cameras[n];
    text += fmt::format("{}.png 90 0 30 0 90 24 0 0 1", data.names[n]);
    // Written so that the file says exactly where the camera is; a matrix of floats is no exact rotation.
    const glm::dmat3 axes(c.rotation);
    for (int row = 0; row < 3; ++row) text += fmt::format(" {:.17g} {:.17g} {:.17g}", axes[row][0], axes[row][1], axes[row][2]);
    const glm::dvec3 t = -(glm::inverse(axes) * (glm::dvec3(c.position) + far_away));
    text += fmt::format(" {:.17g} {:.17g} {:.17g}\n", t.x, t.y, t.z);
  }
  test::write_text(middlebury.path() / "sphere_par.txt", text);
  test::write_text(middlebury.path() / "README.txt", "bounding box (499999.5 3999999.5 99.25) (500000.5 4000000.5 101)");
  const Scene scene = load_scene(middlebury.path());
  REQUIRE(scene.stated_box);
  CHECK(glm::length(glm::dvec3(scene.stated_box->min) + scene.origin_offset - glm::dvec3(499999.5, 3999999.5, 99.25)) < 1e-6);
  CHECK(glm::length(glm::dvec3(scene.train[0].camera.position) + scene.origin_offset - far_away - glm::dvec3(data.cameras[0].position)) <
        2e-3);

  test::write_colmap_text(data, colmap.path());
  SceneOptions options;
  options.origin_offset = glm::dvec3(1, 2, 3);
  const Scene here = load_scene(colmap.path()), there = load_scene(colmap.path(), options);
  REQUIRE(there.sparse_points.size() == 500);
  CHECK(glm::length(here.sparse_points[7] - there.sparse_points[7] - glm::vec3(1, 2, 3)) < 1e-6f);
}

TEST_CASE("ordinary scenes keep their coordinates", "[origin]") {
  const auto offset_of = [](double size, const glm::dvec3& centre) {
    Listing listing;
    for (int i = 0; i < 9; ++i) {
      PosedImage view;
      view.position = centre + size * glm::dvec3(i % 3 - 1, i / 3 - 1, 0.2 * i);
      listing.train.push_back(view);
    }
    return find_origin_offset(listing);
  };
  CHECK(offset_of(1, glm::dvec3(0)) == glm::dvec3(0));
  CHECK(offset_of(1, glm::dvec3(500, 100, 0)) == glm::dvec3(0));
  CHECK(offset_of(1000, glm::dvec3(5e5, 1e5, 0)) == glm::dvec3(0));
  CHECK(offset_of(3, glm::dvec3(5e5, 4e6, 100)) != glm::dvec3(0));
  CHECK(offset_of(0, glm::dvec3(5e5, 4e6, 100)) == glm::dvec3(0));
  CHECK(offset_of(0.001, glm::dvec3(0, 0, 3)) == glm::dvec3(0));
  CHECK(offset_of(0.003, glm::dvec3(500, 4000, 0.1)) != glm::dvec3(0));
  CHECK(find_origin_offset({}) == glm::dvec3(0));
}

TEST_CASE("cameras whose axes do not meet: the box is that of what they show", "[origin]") {
  std::vector<View> views;
  for (int i = 0; i < 12; ++i) {
    View view;
    view.camera.position = glm::vec3(0.2f * static_cast<float>(i), 0, 0);
    view.camera.size = {60, 48};
    view.camera.focal = glm::vec2(60);
    view.camera.principal_point = {30, 24};
    view.image = ImageU8(60, 48, 4);
    views.push_back(view);
  }
  CHECK_FALSE(box_of_what_is_seen(views, {}));
  Scene scene;
  scene.train = views;
  CHECK_THROWS_WITH(scene_box(scene), Contains("do not look at a common point"));
  for (View& view : scene.train) view.depths = {3, 5};
  const Box bounds = scene_box(scene);
  CHECK((bounds.min.z < 3.01f && bounds.min.z > 2.0f && bounds.max.z > 4.99f && bounds.max.z < 6.0f));
  std::vector<glm::vec3> points;
  for (int i = 0; i < 1000; ++i)
    points.emplace_back(0.002f * static_cast<float>(i), 0.1f * static_cast<float>(i % 10), 4 + 0.05f * static_cast<float>(i % 7));
  points.emplace_back(0, 0, 1000);
  scene.sparse_points = points;
  const Box box = scene_box(scene);
  CHECK((box.min.z > 3.5f && box.max.z < 5.0f && box.min.x < 0.3f && box.max.x > 1.7f));
}
