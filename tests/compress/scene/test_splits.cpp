#include "compress/image/png.h"
#include "compress/io/file.h"
#include "compress/scene/name_order.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace asrg;
using Catch::Matchers::Contains;

namespace {

std::vector<std::string> names_of(const std::vector<View>& views) {
  std::vector<std::string> names;
  for (const View& view : views) names.push_back(view.name);
  return names;
}

}  // namespace

TEST_CASE("names are ordered by their numbers", "[scene]") {
  CHECK(numeric_less("r_2", "r_10"));
  CHECK_FALSE(numeric_less("r_10", "r_2"));
  CHECK(numeric_less("r_2.png", "r_02b.png"));
  CHECK(numeric_less("a", "b"));
  CHECK(numeric_less("a", "a1"));
  CHECK(numeric_less("train/r_99.png", "train/r_100.png"));
  CHECK_FALSE(numeric_less("r_7", "r_7"));
  CHECK(numeric_less("r_07", "r_7") != numeric_less("r_7", "r_07"));
  CHECK(numeric_less("9", "99999999999999999999999999"));
}

TEST_CASE("a data set's own test split is kept apart", "[scene]") {
  const test::TemporaryDirectory folder;
  test::write_nerf_synthetic(test::make_sphere_data(7), folder.path(), 2);
  const Scene scene = load_scene(folder.path());
  CHECK(scene.train.size() == 5);
  CHECK(names_of(scene.test) == std::vector<std::string>{"test/v05.png", "test/v06.png"});

  SceneOptions options;
  options.load_train = false;
  CHECK(load_scene(folder.path(), options).train.empty());
  CHECK(load_scene(folder.path(), options).test.size() == 2);
  CHECK(load_scene(folder.path(), options).masked);
  options.load_train = true;
  options.load_test = false;
  CHECK(load_scene(folder.path(), options).train.size() == 5);
  CHECK(load_scene(folder.path(), options).test.empty());
}

TEST_CASE("holding out every third view replaces the test split", "[scene]") {
  const test::TemporaryDirectory folder;
  test::write_nerf_synthetic(test::make_sphere_data(9), folder.path(), 2);
  SceneOptions options;
  options.holdout = 3;
  const Scene scene = load_scene(folder.path(), options);
  CHECK(names_of(scene.test) == std::vector<std::string>{"train/v00.png", "train/v03.png", "train/v06.png"});
  CHECK(names_of(scene.train) == std::vector<std::string>{"train/v01.png", "train/v02.png", "train/v04.png", "train/v05.png"});
}

TEST_CASE("NeRF-synthetic names count without leading zeros, others sort as text", "[scene]") {
  test::SphereData data = test::make_sphere_data(12);
  for (std::size_t i = 0; i < 12; ++i) data.names[i] = fmt::format("r_{}", 11 - i);
  SceneOptions options;
  options.holdout = 8;
  const test::TemporaryDirectory synthetic, llff;
  test::write_nerf_synthetic(data, synthetic.path());
  CHECK(names_of(load_scene(synthetic.path(), options).test) == std::vector<std::string>{"train/r_0.png", "train/r_8.png"});
  test::write_instant_ngp(data, llff.path());
  CHECK(names_of(load_scene(llff.path(), options).test) == std::vector<std::string>{"images/r_0.png", "images/r_6.png"});
}

TEST_CASE("frames without an image are left out with one warning", "[scene]") {
  const test::TemporaryDirectory folder;
  test::write_instant_ngp(test::make_sphere_data(8), folder.path());
  for (const char* name : {"v00", "v03", "v04", "v07"}) std::filesystem::remove(folder.path() / "images" / (std::string(name) + ".png"));
  const Scene scene = load_scene(folder.path());
  CHECK(scene.train.size() == 4);
  REQUIRE(scene.warnings.size() == 1);
  CHECK_THAT(scene.warnings[0], Contains("4 of the 8") && Contains("images/v00.png, images/v03.png, images/v04.png, ..."));
  for (const char* name : {"v01", "v02", "v05", "v06"}) std::filesystem::remove(folder.path() / "images" / (std::string(name) + ".png"));
  CHECK_THROWS_WITH(load_scene(folder.path()),
                    Contains("none of the 8 images that transforms.json names exists: the first, images/v00.png, is neither"));
}

TEST_CASE("a frame's own intrinsics, masks and paths without extension", "[scene]") {
  const test::SphereData data = test::make_sphere_data(3);
  const test::TemporaryDirectory folder;
  test::write_instant_ngp(data, folder.path());
  ImageU8 mask(60, 48, 1);
  std::fill(mask.pixels.begin(), mask.pixels.end(), std::uint8_t{255});
  mask.at(30, 24)[0] = 0;
  write_png(folder.path() / "mask.png", mask);
  auto document = nlohmann::json::parse(read_text_file(folder.path() / "transforms.json"));
  document["frames"][1]["fl_x"] = 123.0;
  document["frames"][1]["fl_y"] = nullptr;
  document["frames"][2]["file_path"] = "images/v02";
  document["frames"][2]["mask_path"] = "mask.png";
  document["frames"][2]["w"] = 120;
  document["frames"][2]["h"] = 96;
  test::write_text(folder.path() / "transforms.json", document.dump());
  const Scene scene = load_scene(folder.path());
  CHECK(scene.train[0].camera.focal == glm::vec2(90, 90));
  CHECK(scene.train[1].camera.focal == glm::vec2(123, 90));
  CHECK(scene.train[2].name == "images/v02.png");
  CHECK(scene.train[2].camera.focal == glm::vec2(45, 45));
  CHECK(scene.train[2].image.at(30, 24)[3] == 0);
}

TEST_CASE("options that make no sense are refused", "[scene]") {
  const test::TemporaryDirectory folder;
  test::write_nerf_synthetic(test::make_sphere_data(2), folder.path());
  const auto kind_with = [&](int downscale, int holdout) {
    SceneOptions options;
    options.downscale = downscale;
    options.holdout = holdout;
    try {
      load_scene(folder.path(), options);
    } catch (const Error& error) {
      return std::optional(error.kind());
    }
    return std::optional<ErrorKind>();
  };
  CHECK(kind_with(0, 0) == ErrorKind::arguments);
  CHECK(kind_with(-1, 0) == ErrorKind::arguments);
  CHECK(kind_with(1, 1) == ErrorKind::arguments);
  CHECK(kind_with(1, -8) == ErrorKind::arguments);
  CHECK(kind_with(1000, 0) == ErrorKind::arguments);
  CHECK(kind_with(2, 2) == std::nullopt);
}
