#include "compress/image/png.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/scene/damaged_data_set.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <filesystem>

using namespace asrg;
using Catch::Matchers::Contains;
using nlohmann::json;
using test::DamagedDataSet;

namespace {

void write_nerf(const test::SphereData& data, const std::filesystem::path& folder) { test::write_nerf_synthetic(data, folder); }

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
  const DamagedDataSet data(write_nerf);
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
  const DamagedDataSet data(write_nerf);
  const auto bytes = read_file(data.path("train/v01.png"));
  for (const std::size_t length : {std::size_t{0}, std::size_t{10}, std::size_t{30}, bytes.size() / 2, bytes.size() - 1}) {
    test::write_bytes(data.path("train/v01.png"), {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)});
    CHECK_THAT(data.error(), Contains("train/v01.png"));
  }
  test::write_text(data.path("train/v01.png"), "not an image");
  CHECK_THAT(data.error(), Contains("train/v01.png is no image of a known kind"));
}

TEST_CASE("a camera that is farther than can be meant", "[bad input]") {
  for (const double far : {2e12, -1e30, 1e39, 1e300}) {
    CAPTURE(far);
    const DamagedDataSet transforms(test::write_instant_ngp);
    transforms.change_json("transforms.json", [&](json& j) { j["frames"][1]["transform_matrix"][2][3] = far; });
    CHECK_THAT(transforms.error(), Contains("transforms.json") && Contains("position cannot be meant"));
    const DamagedDataSet colmap(test::write_colmap_text);
    test::write_text(colmap.path("sparse/images.txt"), fmt::format("1 1 0 0 0 0 {} 0 3 v00.png\n\n", far));
    CHECK_THAT(colmap.error(), Contains("v00.png") && Contains("position cannot be meant"));
    const DamagedDataSet llff(test::write_llff);
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

TEST_CASE("masks that are missing, broken or of another size", "[bad input]") {
  const DamagedDataSet data(test::write_colmap_binary);
  SECTION("one missing") {
    std::filesystem::remove(data.path("masks/v01.png"));
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
