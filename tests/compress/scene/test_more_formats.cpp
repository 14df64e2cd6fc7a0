#include "compress/image/png.h"
#include "compress/scene/neus.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/metrics/npz_for_test.h"
#include "tests/compress/scene/camera_files.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

using namespace asrg;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// Data sets of three photos whose cameras differ, 60 x 48 pixels, with a focal length for each axis and the principal point off the middle.
struct Data {
  test::TemporaryDirectory folder;
  test::SphereData data;

  Data() {
    Camera camera;
    camera.size = {60, 48};
    camera.focal = {90, 88};
    camera.principal_point = {28, 25};
    data = test::make_sphere_data(3, camera);
  }
  void write_photos(const std::string& place, bool masks) const {
    fs::create_directories(folder.path() / place);
    if (masks) fs::create_directories(folder.path() / "mask");
    for (std::size_t i = 0; i < data.names.size(); ++i) {
      test::write_bytes(folder.path() / place / (data.names[i] + ".png"), encode_png(test::opaque(data.images[i])));
      if (masks) test::write_bytes(folder.path() / "mask" / (data.names[i] + ".png"), encode_png(test::alpha_image(data.images[i])));
    }
  }
  Scene load() const { return load_scene(folder.path()); }
};

}  // namespace

TEST_CASE("NeuS's cameras see the object in its unit sphere", "[formats]") {
  const Data d;
  const double radius = 1.6;
  d.write_photos("image", true);
  test::write_npz(d.folder.path() / "cameras_sphere.npz", test::neus_arrays(d.data, radius));
  const Scene scene = d.load();
  CHECK(scene.format == "neus");
  CHECK(scene.masked);
  CHECK(!scene.stated_box);
  REQUIRE(scene.train.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    for (const glm::vec3& at : {glm::vec3(0), glm::vec3(0.2f, 0, 0.1f), glm::vec3(0, -0.2f, 0)}) {
      glm::vec2 pixel, wanted;
      REQUIRE(scene.train[i].camera.project(at, pixel));
      REQUIRE(d.data.cameras[i].project(d.data.centre + static_cast<float>(radius) * at, wanted));
      CHECK(glm::distance(pixel, wanted) < 2e-3f);
    }
    CHECK(scene.train[i].camera.focal.x == Approx(90).epsilon(1e-4));
    CHECK(scene.train[i].camera.focal.y == Approx(88).epsilon(1e-4));
  }
  fs::remove_all(d.folder.path() / "mask");
  const Scene unmasked = d.load();
  REQUIRE(unmasked.stated_box);
  CHECK(unmasked.stated_box->max == glm::vec3(1));
}

TEST_CASE("what is wrong with NeuS's cameras is said", "[formats]") {
  const Data d;
  d.write_photos("image", false);
  auto arrays = test::neus_arrays(d.data, 1);
  const auto error = [&](const std::map<std::string, FloatArray>& changed) {
    test::write_npz(d.folder.path() / "cameras_sphere.npz", changed);
    try {
      d.load();
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  auto changed = arrays;
  changed.erase("scale_mat_2");
  CHECK_THAT(error(changed), Contains("cameras_sphere.npz") && Contains("scale_mat_2"));
  changed = arrays;
  changed.erase("world_mat_2");
  CHECK_THAT(error(changed), Contains("has 3 images") && Contains("2 cameras"));
  changed = arrays;
  changed["world_mat_1"].values.assign(16, 0);
  CHECK_THAT(error(changed), Contains("world_mat_1") && Contains("no projection"));
  changed = arrays;
  changed["world_mat_1"].shape = {16};
  CHECK_THAT(error(changed), Contains("world_mat_1") && Contains("4 x 4"));
  // Pixels skewed: the first row gets some of the second.
  changed = arrays;
  for (std::size_t k = 0; k < 4; ++k) changed["world_mat_0"].values[k] += 0.1f * changed["world_mat_0"].values[4 + k];
  CHECK_THAT(error(changed), Contains("world_mat_0") && Contains("skewed"));
}

TEST_CASE("Metashape's cameras", "[formats]") {
  const Data d;
  d.write_photos("images", false);
  const fs::path file = d.folder.path() / "cameras.xml";
  SECTION("poses, focal lengths and principal point") {
    test::write_text(file, test::metashape_xml(d.data, "<f>88</f><b1>2</b1><cx>-2</cx><cy>1</cy>"));
    const Scene scene = d.load();
    CHECK(scene.format == "metashape");
    REQUIRE(scene.train.size() == 3);
    CHECK_THAT(scene.warnings.at(0), Contains("1 cameras") && Contains("not aligned"));
    for (std::size_t i = 0; i < 3; ++i) {
      glm::vec2 pixel, wanted;
      REQUIRE(scene.train[i].camera.project(d.data.centre + glm::vec3(0.1f, 0.2f, 0), pixel));
      REQUIRE(d.data.cameras[i].project(d.data.centre + glm::vec3(0.1f, 0.2f, 0), wanted));
      CHECK(glm::distance(pixel, wanted) < 1e-3f);
    }
  }
  SECTION("distortion by the manual's formulas") {
    test::write_text(
        file, test::metashape_xml(
                  d.data, "<f>88</f><b1>2</b1><cx>-2</cx><cy>1</cy><k1>0.1</k1><k2>-0.02</k2><k3>0.003</k3><p1>0.004</p1><p2>-0.005</p2>"));
    const Camera c = d.load().train[0].camera;
    const double x = 0.2, y = -0.3, r2 = x * x + y * y, radial = 1 + 0.1 * r2 - 0.02 * r2 * r2 + 0.003 * r2 * r2 * r2;
    const double dx = x * radial + (0.004 * (r2 + 2 * x * x) + 2 * -0.005 * x * y),
                 dy = y * radial + (-0.005 * (r2 + 2 * y * y) + 2 * 0.004 * x * y);
    glm::vec2 pixel;
    REQUIRE(c.project(c.position + c.rotation * glm::vec3(x, y, 1), pixel));
    CHECK(pixel.x == Approx(60 * 0.5 - 2 + dx * 88 + dx * 2).epsilon(1e-5));
    CHECK(pixel.y == Approx(48 * 0.5 + 1 + dy * 88).epsilon(1e-5));
  }
  SECTION("a fisheye, and a fourth coefficient, are undone") {
    for (const bool fisheye : {true, false}) {
      test::write_text(file, test::metashape_xml(d.data, "<f>60</f><k1>0.01</k1><k4>0.001</k4>", fisheye ? "fisheye" : "frame"));
      const Scene scene = d.load();
      CHECK(!scene.train[0].camera.distorted());
      CHECK(scene.train[0].camera.focal.x == Approx(60).epsilon(1e-3));
      CHECK_THAT(scene.warnings.back(), Contains("undone"));
    }
  }
  SECTION("the chunk's transform turns and scales, and does not move") {
    test::write_text(
        file, test::metashape_xml(
                  d.data, "<f>90</f>", "frame",
                  "<transform><rotation>0 -1 0 1 0 0 0 0 1</rotation><translation>4e6 5e5 3e6</translation><scale>2</scale></transform>"));
    const glm::vec3 p = d.data.cameras[1].position, turned = d.load().train[1].camera.position;
    CHECK(glm::distance(turned, 2.0f * glm::vec3(-p.y, p.x, p.z)) < 1e-4f);
  }
  SECTION("what is wrong is said") {
    const auto error = [&](const std::string& text) {
      test::write_text(file, text);
      try {
        d.load();
      } catch (const Error& e) {
        return std::string(e.what());
      }
      return std::string("no error");
    };
    const std::string good = test::metashape_xml(d.data, "<f>90</f>");
    CHECK_THAT(error(good.substr(0, good.size() - 30)), Contains("cameras.xml") && Contains("no valid XML"));
    CHECK_THAT(error(test::metashape_xml(d.data, "<f>90</f><b2>3</b2>")), Contains("sensor 0") && Contains("b2"));
    CHECK_THAT(error(test::metashape_xml(d.data, "<f>90</f>", "spherical")), Contains("spherical"));
    CHECK_THAT(error(test::metashape_xml(d.data, "<f>much</f>")), Contains("sensor 0") && Contains("<f>"));
    CHECK_THAT(error("<document><chunk></chunk></document>"), Contains("no camera that is aligned"));
    std::string groups;
    for (int i = 0; i < 300000; ++i) groups += "<group>";
    CHECK_THAT(error("<document><chunk><cameras>" + groups), Contains("no valid XML"));
    for (int i = 0; i < 300000; ++i) groups += "</group>";
    CHECK_THAT(error("<document><chunk><cameras>" + groups + "</cameras></chunk></document>"), Contains("no camera that is aligned"));
  }
}

TEST_CASE("RealityCapture's cameras look where heading, pitch and roll say", "[formats]") {
  const Data d;
  d.write_photos(".", false);
  const fs::path file = d.folder.path() / "scan.csv";
  test::write_text(file,
                   "#name,x,y,alt,heading,pitch,roll,f,px,py,k1,k2,k3,k4,t1,t2\r\n"
                   "v00.png,1,2,3,0,0,0,54,0,0,0,0,0,0,0,0\r\n"
                   "v01.png,1,2,3,90,90,0,54,-1.2,0.6,0.1,0,0,0,0.01,0.02\r\n"
                   "v02.png,1,2,3,0,90,90,54,0,0,0,0,0,0,0,0\r\n");
  const Scene scene = d.load();
  CHECK(scene.format == "realitycapture");
  REQUIRE(scene.train.size() == 3);
  const auto axis = [&](std::size_t view, int i) { return scene.train[view].camera.rotation[i]; };
  const auto is = [](glm::vec3 a, glm::vec3 b) { return glm::distance(a, b) < 1e-5f; };
  // Level flight: down, with north (y) up in the picture.
  CHECK(is(axis(0, 2), {0, 0, -1}));
  CHECK(is(-axis(0, 1), {0, 1, 0}));
  CHECK(is(axis(0, 0), {1, 0, 0}));
  CHECK(is(scene.train[0].camera.position, {1, 2, 3}));
  // To the east, level, heaven above.
  CHECK(is(axis(1, 2), {1, 0, 0}));
  CHECK(is(-axis(1, 1), {0, 0, 1}));
  // To the north, then turned by 90 degrees about the picture's up: to the west.
  CHECK(is(axis(2, 2), {-1, 0, 0}));
  // 60 pixels are 36 mm.
  const Camera& c = scene.train[1].camera;
  CHECK(c.focal == glm::vec2(90));
  CHECK(glm::distance(c.principal_point, glm::vec2(28, 25)) < 1e-4f);
  CHECK((c.k1 == 0.1f && c.p1 == 0.01f && c.p2 == 0.02f));

  test::write_text(file, "#name,x,y,alt,heading,pitch,roll,f\nv00.png,1,2,3,0,zero,0,54\n");
  CHECK_THROWS_WITH(d.load(), Contains("line 2") && Contains("scan.csv") && Contains("pitch"));
  test::write_text(file, "#name,x,y,alt,heading,pitch,roll,f\nv00.png,1,2,3,0\n");
  CHECK_THROWS_WITH(d.load(), Contains("line 2") && Contains("5 values"));
  test::write_text(file, "name,x\n");
  CHECK_THROWS_WITH(d.load(), Contains("no data set of a known format"));
}
