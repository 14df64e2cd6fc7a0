#include "compress/io/file.h"
#include "compress/scene/colmap_model.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <sstream>

namespace fs = std::filesystem;
using namespace asrg;
using Catch::Matchers::Contains;

namespace {

/// Moves the model of write_colmap_binary.
void move_model(const fs::path& folder, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::rename(folder / "sparse/0", to);
}

}  // namespace

TEST_CASE("of several COLMAP models the one with the most images is taken", "[colmap]") {
  const test::SphereData data = test::make_sphere_data(8);
  const test::TemporaryDirectory folder;
  test::write_colmap_binary(test::make_sphere_data(3), folder.path());
  move_model(folder.path(), folder.path() / "first");
  test::write_colmap_binary(data, folder.path());
  move_model(folder.path(), folder.path() / "sparse/1");
  SECTION("the only one may have any number") {
    const Scene scene = load_scene(folder.path());
    CHECK(scene.train.size() == 8);
    CHECK(scene.warnings.empty());
  }
  SECTION("a smaller sparse/0") {
    fs::rename(folder.path() / "first", folder.path() / "sparse/0");
    const Scene scene = load_scene(folder.path());
    CHECK(scene.train.size() == 8);
    REQUIRE(scene.warnings.size() == 1);
    CHECK_THAT(scene.warnings[0], Contains("sparse/1 (8 images) is taken") && Contains("sparse/0 (3 images)"));
  }
  SECTION("a smaller one as text in another place") {
    fs::create_directories(folder.path() / "colmap/sparse");
    test::write_colmap_text(test::make_sphere_data(5), folder.path() / "text");
    fs::rename(folder.path() / "text/sparse", folder.path() / "colmap/sparse/7");
    const Scene scene = load_scene(folder.path());
    CHECK(scene.train.size() == 8);
    CHECK_THAT(scene.warnings.at(0), Contains("colmap/sparse/7 (5 images)"));
  }
  SECTION("of equals the first") {
    fs::copy(folder.path() / "sparse/1", folder.path() / "sparse/0");
    CHECK_THAT(load_scene(folder.path()).warnings.at(0), Contains("sparse/0 (8 images) is taken"));
  }
}

TEST_CASE("images.txt without lines of points", "[colmap]") {
  const test::SphereData data = test::make_sphere_data(4);
  const test::TemporaryDirectory folder;
  test::write_colmap_text(data, folder.path());
  const Scene whole = load_scene(folder.path());
  const std::string text = read_text_file(folder.path() / "sparse/images.txt");
  std::string without, mixed;
  std::istringstream lines(text);
  int kept = 0;
  for (std::string line; std::getline(lines, line);) {
    const bool image = line.find("png") != line.npos;
    if (image) without += line + "\r\n";
    if (image || kept++ % 3 == 0) mixed += line + "\n";
  }
  for (const std::string& changed : {without, mixed, text + "\n\n"}) {
    test::write_text(folder.path() / "sparse/images.txt", changed);
    const Scene scene = load_scene(folder.path());
    REQUIRE(scene.train.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) CHECK(scene.train[i].camera == whole.train[i].camera);
  }
  test::write_text(folder.path() / "sparse/images.txt", without + "1.5 2.5\n");
  CHECK_THROWS_WITH(load_scene(folder.path()), Contains("line 5 of") && Contains("is not an image"));
}

TEST_CASE("cameras.txt as other programs write it", "[colmap]") {
  const test::TemporaryDirectory folder;
  test::write_colmap_text(test::make_sphere_data(2), folder.path());
  const auto camera_for = [&](const char* line) {
    test::write_text(folder.path() / "sparse/cameras.txt", line);
    const Scene scene = load_scene(folder.path());
    return std::pair(scene.train[0].camera, scene.warnings);
  };
  CHECK(camera_for("3 PINHOLE 60.0 48.0 91 92 28 25 \n").first.size == glm::ivec2(60, 48));
  CHECK_THROWS_WITH(camera_for("3 PINHOLE 60.5 48 91 92 28 25\n"), Contains("is not a camera"));
  CHECK_THROWS_WITH(camera_for("3 PINHOLE 60 48 91,5 92 28 25\n"), Contains("is not a camera"));
  const Camera full = camera_for("3 FULL_OPENCV 60 48 91 92 28 25 0.1 -0.2 0.001 -0.002 0.03 0 0 0\n").first;
  CHECK(full.focal == glm::vec2(91, 92));
  CHECK((full.k1 == 0.1f && full.k2 == -0.2f && full.p1 == 0.001f && full.p2 == -0.002f && full.k3 == 0.03f));
  try {
    camera_for("3 SPHERICAL 60 48 91 92 28 25 0.5\n");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unsupported);
    CHECK_THAT(error.what(), Contains("camera 3 of") && Contains("SPHERICAL"));
  }
  CHECK_THROWS_WITH(camera_for("3 FOV 60 48 91 92 28 25\n"), Contains("FOV has 5"));
  const auto [zero, told] = camera_for("3 PINHOLE 60 48 91 92 0 0\n");
  CHECK(zero.principal_point == glm::vec2(30, 24));
  CHECK_THAT(told.at(0), Contains("camera 3") && Contains("not stated"));
}
