#include "compress/image/png.h"
#include "compress/io/file.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>

namespace fs = std::filesystem;
using namespace asrg;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

/// A data set on disk that a test then damages.
class DataSet {
 public:
  using Write = void (*)(const test::SphereData&, const fs::path&);
  explicit DataSet(Write write) { write(test::make_sphere_data(3), folder_.path()); }

  fs::path path(const char* relative) const { return folder_.path() / relative; }

  template <class Change>
  void change_json(const char* relative, Change change) const {
    json document = json::parse(read_text_file(path(relative)));
    change(document);
    test::write_text(path(relative), document.dump());
  }

  void change_byte_run(const char* relative, std::size_t at, std::vector<std::uint8_t> run) const {
    auto bytes = read_file(path(relative));
    std::copy(run.begin(), run.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
    test::write_bytes(path(relative), bytes);
  }

  /// The message of the error that loading ends with, and its kind; empty where it loads.
  std::string error(ErrorKind kind = ErrorKind::io) const {
    try {
      load_scene(folder_.path());
    } catch (const Error& caught) {
      CHECK(caught.kind() == kind);
      return caught.what();
    }
    return {};
  }

 private:
  test::TemporaryDirectory folder_;
};

void write_nerf(const test::SphereData& data, const fs::path& folder) { test::write_nerf_synthetic(data, folder); }

}  // namespace

TEST_CASE("a folder that is missing, a file or without a data set", "[bad input]") {
  const test::TemporaryDirectory folder;
  CHECK_THROWS_WITH(load_scene(folder.path() / "none"), Contains("none does not exist"));
  test::write_text(folder.path() / "file", "x");
  CHECK_THROWS_WITH(load_scene(folder.path() / "file"), Contains("file is not a folder"));
  CHECK_THROWS_WITH(load_scene(folder.path()), Contains(folder.path().string()) && Contains("transforms_train.json") &&
                                                   Contains("transforms.json") && Contains("sparse/0") && Contains("poses_bounds.npy") &&
                                                   Contains("_par.txt"));
}

TEST_CASE("JSON that is broken or lacks what is needed", "[bad input]") {
  const DataSet data(write_nerf);
  const char* file = "transforms_train.json";
  SECTION("not JSON") {
    test::write_text(data.path(file), "{\"frames\": [");
    CHECK_THAT(data.error(), Contains(file) && Contains("not valid JSON"));
  }
  SECTION("not a number") {
    test::write_text(data.path(file), "{\"camera_angle_x\": NaN, \"frames\": []}");
    CHECK_THAT(data.error(), Contains("not valid JSON"));
  }
  SECTION("a list") {
    test::write_text(data.path(file), "[1, 2]");
    CHECK_THAT(data.error(), Contains("not a JSON object"));
  }
  SECTION("nested a million times") {
    test::write_text(data.path(file), std::string(1000000, '['));
    CHECK_THAT(data.error(), Contains("not valid JSON"));
  }
  SECTION("no frames") {
    data.change_json(file, [](json& j) { j.erase("frames"); });
    CHECK_THAT(data.error(), Contains("no list \"frames\""));
  }
  SECTION("frames empty") {
    data.change_json(file, [](json& j) { j["frames"] = json::array(); });
    CHECK_THAT(data.error(), Contains("transforms_train.json names no images"));
  }
  SECTION("a frame is no object") {
    data.change_json(file, [](json& j) { j["frames"][1] = 5; });
    CHECK_THAT(data.error(), Contains("frame 1 of") && Contains("not a JSON object"));
  }
  SECTION("no file_path") {
    data.change_json(file, [](json& j) { j["frames"][2].erase("file_path"); });
    CHECK_THAT(data.error(), Contains("frame 2 of") && Contains("file_path"));
  }
  SECTION("file_path of a wrong type") {
    data.change_json(file, [](json& j) { j["frames"][2]["file_path"] = 7; });
    CHECK_THAT(data.error(), Contains("\"file_path\" is not a text"));
  }
  SECTION("no focal length") {
    data.change_json(file, [](json& j) { j.erase("camera_angle_x"); });
    CHECK_THAT(data.error(), Contains("frame 0 of") && Contains("camera_angle_x"));
  }
  SECTION("focal length of a wrong type") {
    data.change_json(file, [](json& j) { j["camera_angle_x"] = "0.6"; });
    CHECK_THAT(data.error(), Contains("\"camera_angle_x\" is not a number"));
  }
  SECTION("focal length zero, negative, infinite") {
    for (const double focal : {0.0, -3.0, 1e300}) {
      data.change_json(file, [=](json& j) { j["fl_x"] = focal; });
      CHECK_THAT(data.error(), Contains("focal length"));
    }
  }
  SECTION("size absurd") {
    for (const double width : {0.0, -5.0, 1e12}) {
      data.change_json(file, [=](json& j) { j["w"] = width; });
      CHECK_THAT(data.error(), Contains("camera for images of"));
    }
  }
  SECTION("images of another shape than stated") {
    data.change_json(file, [](json& j) { j["w"] = 48, j["h"] = 60; });
    CHECK_THAT(data.error(), Contains("60 x 48 pixels, but its camera is for images of 48 x 60"));
  }
  SECTION("no pose") {
    data.change_json(file, [](json& j) { j["frames"][0].erase("transform_matrix"); });
    CHECK_THAT(data.error(), Contains("no \"transform_matrix\""));
  }
  SECTION("a pose of a wrong shape") {
    for (const json& pose : {json(4), json::array({1, 2, 3}), json::array({{1, 2, 3}, {1, 2, 3}, {1, 2, 3}}),
                             json::array({{1, 0, 0, "x"}, {0, 1, 0, 0}, {0, 0, 1, 0}})}) {
      data.change_json(file, [&](json& j) { j["frames"][0]["transform_matrix"] = pose; });
      CHECK_THAT(data.error(), Contains("not a 4 x 4 matrix"));
    }
  }
  SECTION("a pose that is no rotation") {
    for (const char* pose : {"[[0,0,0,0],[0,0,0,0],[0,0,0,0]]", "[[-1,0,0,0],[0,1,0,0],[0,0,1,0]]", "[[1,1,0,0],[0,1,0,0],[0,0,1,0]]",
                             "[[1,0,0,0],[0,1e200,0,0],[0,0,1e200,0]]"}) {
      data.change_json(file, [&](json& j) { j["frames"][0]["transform_matrix"] = json::parse(pose); });
      CHECK_THAT(data.error(), Contains("frame 0 of") && Contains("pose"));
    }
  }
  SECTION("another lens") {
    data.change_json(file, [](json& j) { j["camera_model"] = "EQUIRECTANGULAR"; });
    CHECK_THAT(data.error(ErrorKind::unsupported), Contains("EQUIRECTANGULAR"));
  }
  SECTION("a mask that does not exist") {
    data.change_json(file, [](json& j) { j["frames"][1]["mask_path"] = "none.png"; });
    CHECK_THAT(data.error(), Contains("frame 1") && Contains("none.png"));
  }
}

TEST_CASE("an image that is cut, empty or something else", "[bad input]") {
  const DataSet data(write_nerf);
  const auto bytes = read_file(data.path("train/v01.png"));
  for (const std::size_t length : {std::size_t{0}, std::size_t{10}, std::size_t{30}, bytes.size() / 2, bytes.size() - 1}) {
    test::write_bytes(data.path("train/v01.png"), {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)});
    CHECK_THAT(data.error(), Contains("train/v01.png"));
  }
  test::write_text(data.path("train/v01.png"), "not an image");
  CHECK_THAT(data.error(), Contains("train/v01.png is no image of a known kind"));
}

TEST_CASE("every truncation of a COLMAP model is an error", "[bad input]") {
  const DataSet data(test::write_colmap_binary);
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
  const DataSet data(test::write_colmap_binary);
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
  const DataSet data(test::write_colmap_text);
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
  fs::remove(data.path("sparse/points3D.txt"));
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

TEST_CASE("a camera that is farther than can be meant", "[bad input]") {
  for (const double far : {2e12, -1e30, 1e39, 1e300}) {
    CAPTURE(far);
    const DataSet transforms(test::write_instant_ngp);
    transforms.change_json("transforms.json", [&](json& j) { j["frames"][1]["transform_matrix"][2][3] = far; });
    CHECK_THAT(transforms.error(), Contains("transforms.json") && Contains("position cannot be meant"));
    const DataSet colmap(test::write_colmap_text);
    test::write_text(colmap.path("sparse/images.txt"), fmt::format("1 1 0 0 0 0 {} 0 3 v00.png\n\n", far));
    CHECK_THAT(colmap.error(), Contains("v00.png") && Contains("position cannot be meant"));
    const DataSet llff(test::write_llff);
    std::vector<double> values(17);
    for (const std::size_t axis : {1u, 5u}) values[axis] = 1;
    values[10] = -1;
    values[3] = far;
    values[4] = 96, values[9] = 120, values[14] = 180, values[15] = 1, values[16] = 4;
    std::vector<double> rows;
    for (int i = 0; i < 3; ++i) rows.insert(rows.end(), values.begin(), values.end());
    test::write_bytes(llff.path("poses_bounds.npy"), test::npy_bytes(3, 17, rows));
    CHECK_THAT(llff.error(), Contains("position cannot be meant"));
  }
}

TEST_CASE("LLFF poses that are malformed", "[bad input]") {
  const DataSet data(test::write_llff);
  const auto with_poses = [&](std::size_t rows, std::size_t columns, const std::vector<double>& values) {
    test::write_bytes(data.path("poses_bounds.npy"), test::npy_bytes(rows, columns, values));
    return data.error();
  };
  std::vector<double> row{0, 1, 0, 0, 96, 1, 0, 0, 0, 120, 0, 0, -1, 0, 180, 1, 4}, three;
  for (int i = 0; i < 3; ++i) three.insert(three.end(), row.begin(), row.end());
  CHECK(with_poses(3, 17, three).empty());
  CHECK_THAT(with_poses(3, 16, std::vector<double>(48)), Contains("shape (3, 16), not (N, 17)"));
  CHECK_THAT(with_poses(17, 3, three), Contains("shape (17, 3)"));
  CHECK_THAT(with_poses(2, 17, std::vector<double>(34)), Contains("3 images") && Contains("2 rows"));
  CHECK_THAT(with_poses(0, 17, {}), Contains("shape (0, 17)"));
  const auto with_value = [&](std::size_t index, double value) {
    auto values = three;
    values[17 + index] = value;
    return with_poses(3, 17, values);
  };
  CHECK_THAT(with_value(1, std::nan("")), Contains("row 1 of") && Contains("not finite"));
  CHECK_THAT(with_value(3, INFINITY), Contains("row 1 of") && Contains("not finite"));
  CHECK_THAT(with_value(12, 1.0), Contains("row 1 of") && Contains("not a rotation"));
  CHECK_THAT(with_value(14, 0.0), Contains("row 1 of") && Contains("focal length"));
  CHECK_THAT(with_value(4, 0.0), Contains("row 1 of") && Contains("camera for images of"));
  CHECK_THAT(with_value(4, std::nan("")), Contains("row 1 of"));
  CHECK_THAT(with_value(4, 500.0), Contains("60 x 48 pixels"));
  test::write_text(data.path("poses_bounds.npy"), "garbage");
  CHECK_THAT(data.error(), Contains("poses_bounds.npy is not a .npy file"));
  with_poses(3, 17, three);
  fs::remove_all(data.path("images"));
  CHECK_THAT(data.error(), Contains("images"));
}

TEST_CASE("Middlebury parameters that are malformed", "[bad input]") {
  const DataSet data(test::write_middlebury);
  const std::string k = " 90 0 30 0 90 24 0 0 1", r = " 1 0 0 0 1 0 0 0 1", t = " 0 0 1\n";
  const auto with_lines = [&](const std::string& text, ErrorKind kind = ErrorKind::io) {
    test::write_text(data.path("sphere_par.txt"), text);
    return data.error(kind);
  };
  CHECK(with_lines("1\nv00.png" + k + r + t).empty());
  CHECK_THAT(with_lines(""), Contains("number of images"));
  CHECK_THAT(with_lines("2\nv00.png" + k + r + t), Contains("announces 2 images, but has 1"));
  CHECK_THAT(with_lines("99999999999999\nv00.png" + k + r + t), Contains("announces 99999999999999"));
  CHECK_THAT(with_lines("1\nv00.png" + k + r + " 0 0\n"), Contains("image 0 of") && Contains("21 numbers"));
  CHECK_THAT(with_lines("1\nv00.png" + k + r + " 0 0 x\n"), Contains("21 numbers"));
  CHECK_THAT(with_lines("1\nv00.png" + k + " nan 0 0 0 1 0 0 0 1" + t), Contains("not finite"));
  CHECK_THAT(with_lines("1\nv00.png" + k + " -1 0 0 0 1 0 0 0 1" + t), Contains("not a rotation"));
  CHECK_THAT(with_lines("1\nv00.png 0 0 30 0 90 24 0 0 1" + r + t), Contains("focal length"));
  CHECK_THAT(with_lines("1\nv00.png 90 5 30 0 90 24 0 0 1" + r + t, ErrorKind::unsupported), Contains("skew"));
  CHECK_THAT(with_lines("1\nnone.png" + k + r + t), Contains("none of the 1 images") && Contains("the first, none.png, is neither"));
  CHECK_THAT(with_lines("1\nv00.png" + k + r + " 0 0 1,5\n"), Contains("21 numbers"));
}

TEST_CASE("masks that are missing, broken or of another size", "[bad input]") {
  const DataSet data(test::write_colmap_binary);
  SECTION("one missing") {
    fs::remove(data.path("masks/v01.png"));
    CHECK(data.error().empty());  // the photo is left out: test_masks.cpp
  }
  SECTION("another size") {
    write_png(data.path("masks/v01.png"), ImageU8(50, 48, 1));
    CHECK_THAT(data.error(), Contains("masks/v01.png has 50 x 48 pixels, its image 60 x 48"));
    write_png(data.path("masks/v01.png"), ImageU8(120, 48, 1));
    CHECK_FALSE(data.error().empty());
    write_png(data.path("masks/v01.png"), ImageU8(120, 144, 1));
    CHECK_FALSE(data.error().empty());
  }
  SECTION("broken") {
    test::write_text(data.path("masks/v01.png"), "x");
    CHECK_THAT(data.error(), Contains("masks/v01.png is no image"));
  }
}
