#include "compress/metrics/geometry_error.h"
#include "compress/metrics/truth_folder.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/metrics/write_truth.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace asrg;
namespace fs = std::filesystem;

namespace {

/// Normals all over the sphere; every seventh pixel is empty.
Surface many_points() {
  Surface surface(40, 30, 1);
  for (std::size_t i = 0; i < surface.pixels.size(); ++i) {
    const float z = 1.0f - 2.0f * (static_cast<float>(i) + 0.5f) / 1200.0f, a = 2.39996f * static_cast<float>(i), r = std::sqrt(1 - z * z);
    if (i % 7 != 0) surface.pixels[i] = {{r * std::cos(a), r * std::sin(a), z}, 0.5f + 0.01f * static_cast<float>(i), 1.0f};
  }
  return surface;
}

}  // namespace

TEST_CASE("true normals and depths are read as they were written") {
  const test::TemporaryDirectory folder;
  const Surface written = many_points();
  test::write_truth(folder.path(), "test/a.b.jpg", written, 0.00025);
  const TruthFolder truth(folder.path());
  CHECK(truth.has("test/a.b.jpg"));
  CHECK(!truth.has("test/a.jpg"));
  CHECK(truth.normals_of("test/a.b.jpg") == folder.path() / "test" / "a.b_normal.png");
  const Surface read = truth.read("test/a.b.jpg");
  const GeometryErrors e = geometry_errors(read, written);
  CHECK(e.pixels == 1028);
  CHECK(e.missing == 0);
  const float worst = *std::max_element(e.angles.begin(), e.angles.end());
  CHECK(worst < 0.4f);
  CHECK(worst > 0.01f);
  CHECK(*std::max_element(e.depths.begin(), e.depths.end()) < 0.000126f);
  CHECK(read.at(0, 0)->opacity == 0);
}

TEST_CASE("what is wrong with a folder of truth is said in a sentence that names the file") {
  const test::TemporaryDirectory folder;
  const fs::path normal = folder.path() / "v_normal.png", depth = folder.path() / "v_depth.png", json = folder.path() / "truth.json";
  test::write_truth(folder.path(), "v.png", many_points(), 0.001);
  const auto fails = [&](const std::string& sentence) {
    INFO(sentence);
    try {
      TruthFolder(folder.path()).read("v.png");
      FAIL_CHECK("nothing was wrong");
    } catch (const Error& e) {
      CHECK(e.kind() == ErrorKind::io);
      CHECK_THAT(e.what(), Catch::Contains(sentence));
    }
  };
  CHECK_THROWS_WITH(TruthFolder(folder.path() / "nowhere"), Catch::Contains("there is no folder") && Catch::Contains("nowhere"));
  CHECK_THROWS_WITH(TruthFolder(json), Catch::Contains("there is no folder"));

  SECTION("truth.json") {
    for (const char* text : {"", "{", "[]", "3", "{}", R"({"depth_step": "1"})", R"({"depth_step": 0})", R"({"depth_step": -1})",
                             R"({"depth_step": null})", R"({"depth_step": 1e999})"}) {
      INFO(text);
      write_text_file_atomically(json, text, false);
      fails("truth.json");
    }
    fs::remove(json);
    fails("truth.json");
  }
  SECTION("a picture that is missing") {
    fs::remove(depth);
    CHECK(TruthFolder(folder.path()).has("v.png"));
    fails("v_depth.png");
    fs::remove(normal);
    CHECK(!TruthFolder(folder.path()).has("v.png"));
  }
  SECTION("a picture cut short") {
    const fs::path cut = GENERATE_COPY(normal, depth);
    auto bytes = read_file(cut);
    bytes.resize(bytes.size() / 2);
    write_file_atomically(cut, bytes, false);
    fails(cut.filename().string() + " is not a valid PNG image");
  }
  SECTION("a picture of another kind") {
    write_png(depth, ImageU8(40, 30, 1));
    fails("v_depth.png is not a grey PNG of 16 bits");
    test::write_truth(folder.path(), "v.png", many_points(), 0.001);
    write_png(normal, ImageU8(40, 30, 4));
    fails("v_normal.png is not an RGB picture");
  }
  SECTION("two sizes") {
    write_file_atomically(depth, test::encode_grey_16(20, 60, std::vector<std::uint16_t>(1200)), false);
    fails("v_normal.png has 40x30 pixels");
  }
  SECTION("something else than normals") {
    ImageU8 image = decode_png(read_file(normal), "normals");
    image.at(5, 1)[0] = image.at(5, 1)[1] = image.at(5, 1)[2] = 128;
    write_png(normal, image);
    fails("v_normal.png is not a picture of unit normals: see its pixel (5, 1)");
  }
}

TEST_CASE("the bundled truth is that of the bundled photos and cameras") {
  const fs::path data = ASRG_SOURCE_DIR "/assets/kitchenaid";
  const Scene scene = load_scene(data, {.load_train = false});
  const TruthFolder folder(data / "truth");
  REQUIRE(scene.test.size() == 20);
  Box box{glm::vec3(9), glm::vec3(-9)};
  std::size_t pixels = 0, other_than_alpha = 0;
  std::vector<float> angles;
  for (const View& v : scene.test) {
    INFO(v.name);
    const Surface truth = folder.read(v.name);
    REQUIRE(glm::ivec2(truth.width, truth.height) == v.camera.size);
    const auto point = [&](int x, int y) {
      const Ray ray = v.camera.ray(glm::vec2(x, y) + 0.5f);
      return ray.origin + truth.at(x, y)->depth * ray.direction;
    };
    for (int y = 1; y < truth.height; ++y)
      for (int x = 1; x < truth.width; ++x) {
        const bool seen = truth.at(x, y)->opacity > 0;
        other_than_alpha += seen != (v.image.at(x, y)[3] > 127);
        if (!seen) continue;
        ++pixels;
        box = {glm::min(box.min, point(x, y)), glm::max(box.max, point(x, y))};
        if (!(truth.at(x - 1, y)->opacity > 0) || !(truth.at(x, y - 1)->opacity > 0)) continue;
        const glm::vec3 across = glm::cross(point(x, y) - point(x, y - 1), point(x, y) - point(x - 1, y));
        angles.push_back(glm::degrees(std::acos(glm::clamp(glm::dot(glm::normalize(across), truth.at(x, y)->normal), -1.0f, 1.0f))));
      }
  }
  CHECK(pixels > 700000);
  CHECK(other_than_alpha < pixels / 2000);
  CHECK(mean_and_median(angles).median < 2.5);
  // The object is centred on the origin, and half the diagonal of its box is 1.25.
  CHECK(glm::length(0.5f * (box.max - box.min)) == Approx(1.25).margin(0.01));
  CHECK(glm::length(box.max + box.min) < 0.02f);
}
