#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/scene/damaged_data_set.h"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace asrg;
using Catch::Matchers::Contains;
using test::DamagedDataSet;

TEST_CASE("every truncation of a COLMAP model is an error", "[bad input]") {
  const DamagedDataSet data(test::write_colmap_binary);
  for (const char* file : {"sparse/0/cameras.bin", "sparse/0/images.bin"}) {
    const auto bytes = read_file(data.path(file));
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      test::write_bytes(data.path(file), {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)});
      CHECK_THAT(data.error(), Contains(file));
    }
    test::write_bytes(data.path(file), bytes);
  }
  const auto points = read_file(data.path("sparse/0/points3D.bin"));
  for (std::size_t length = 0; length < 200; length += 3) {
    test::write_bytes(data.path("sparse/0/points3D.bin"), {points.begin(), points.begin() + static_cast<std::ptrdiff_t>(length)});
    CHECK_THAT(data.error(), Contains("points3D.bin"));
  }
}

TEST_CASE("a binary COLMAP model with values that cannot be true", "[bad input]") {
  const DamagedDataSet data(test::write_colmap_binary);
  const std::vector<std::uint8_t> huge(8, 0x7f), zero(8, 0), nan{0, 0, 0, 0, 0, 0, 0xf8, 0x7f};
  SECTION("counts") {
    for (const char* file : {"sparse/0/cameras.bin", "sparse/0/images.bin", "sparse/0/points3D.bin"}) {
      const auto bytes = read_file(data.path(file));
      data.change_byte_run(file, 0, huge);
      CHECK_THAT(data.error(), Contains(file) && Contains("announces"));
      test::write_bytes(data.path(file), bytes);
    }
    const std::size_t observations = 8 + 4 + 7 * 8 + 4 + 8;
    data.change_byte_run("sparse/0/images.bin", observations, huge);
    CHECK_THAT(data.error(), Contains("images.bin"));
  }
  SECTION("a camera model by its number") {
    data.change_byte_run("sparse/0/cameras.bin", 12, {99, 0, 0, 0});
    CHECK_THAT(data.error(ErrorKind::unsupported), Contains("number 99"));
    data.change_byte_run("sparse/0/cameras.bin", 12, {0xff, 0xff, 0xff, 0xff});
    CHECK_THAT(data.error(ErrorKind::unsupported), Contains("number -1"));
  }
  SECTION("focal length and size") {
    data.change_byte_run("sparse/0/cameras.bin", 32, zero);
    CHECK_THAT(data.error(), Contains("focal length"));
    data.change_byte_run("sparse/0/cameras.bin", 32, nan);
    CHECK_THAT(data.error(), Contains("focal length"));
    data.change_byte_run("sparse/0/cameras.bin", 16, zero);
    CHECK_FALSE(data.error().empty());
    data.change_byte_run("sparse/0/cameras.bin", 16, std::vector<std::uint8_t>(8, 0xff));
    CHECK_FALSE(data.error().empty());
  }
  SECTION("a pose") {
    data.change_byte_run("sparse/0/images.bin", 12, nan);
    CHECK_THAT(data.error(), Contains("v02.png") && Contains("not finite"));
    data.change_byte_run("sparse/0/images.bin", 12, std::vector<std::uint8_t>(32, 0));
    CHECK_THAT(data.error(), Contains("v02.png") && Contains("not finite"));
  }
  SECTION("a camera that is not there") {
    data.change_byte_run("sparse/0/images.bin", 12 + 56, {1, 0, 0, 0});
    CHECK_THAT(data.error(), Contains("v02.png") && Contains("camera 1"));
  }
}

TEST_CASE("a COLMAP text model that is malformed", "[bad input]") {
  const DamagedDataSet data(test::write_colmap_text);
  const auto with_camera = [&](const char* line, ErrorKind kind = ErrorKind::io) {
    test::write_text(data.path("sparse/cameras.txt"), line);
    return data.error(kind);
  };
  CHECK_THAT(with_camera("# nothing\n"), Contains("camera 3"));
  CHECK_THAT(with_camera("# c\nx PINHOLE 60 48 1 1 1 1\n"), Contains("line 2 of") && Contains("cameras.txt"));
  CHECK_THAT(with_camera("3 PINHOLE 60 48 1 1 1\n"), Contains("3 parameters") && Contains("PINHOLE has 4"));
  CHECK_THAT(with_camera("3 PINHOLE 60 48 1 1 1 x\n"), Contains("line 1 of"));
  CHECK_THAT(with_camera("3 PINHOLE 60 48 0 1 1 1\n"), Contains("focal length"));
  CHECK_THAT(with_camera("3 PINHOLE 60\n"), Contains("line 1 of"));
  CHECK_THAT(with_camera("3 SPHERICAL 60 48 1 1 1 1\n", ErrorKind::unsupported), Contains("SPHERICAL"));
  CHECK(with_camera("3 SIMPLE_PINHOLE 60 48 90 30 24\n").empty());
  test::write_text(data.path("sparse/points3D.txt"), "1 0 0 x\n");
  CHECK_THAT(data.error(), Contains("line 1 of") && Contains("points3D.txt"));
  std::filesystem::remove(data.path("sparse/points3D.txt"));
  test::write_text(data.path("sparse/images.txt"), "1 1 0 0 0 0 0\n\n");
  CHECK_THAT(data.error(), Contains("line 1 of") && Contains("images.txt"));
  test::write_text(data.path("sparse/images.txt"), "");
  CHECK_THAT(data.error(), Contains("names no images"));
}

TEST_CASE("a lens distortion that has no inverse is warned of", "[bad input]") {
  const test::TemporaryDirectory folder;
  test::write_colmap_text(test::make_sphere_data(3), folder.path());
  const auto warnings_for = [&](const char* camera) {
    test::write_text(folder.path() / "sparse/cameras.txt", camera);
    return load_scene(folder.path()).warnings;
  };
  CHECK(warnings_for("3 SIMPLE_RADIAL 60 48 45 30 24 -0.15\n").empty());
  const auto warnings = warnings_for("3 SIMPLE_RADIAL 60 48 45 30 24 -0.6\n");
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], Contains("3 views (images/v00.png, ...)"));
}
