#include "compress/scene/scene.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace asrg;

namespace {

struct Format {
  const char* name;
  const char* folder_prefix;  ///< of View::name
  void (*write)(const test::SphereData&, const std::filesystem::path&);
  bool all_intrinsics;  ///< two focal lengths, any principal point
  bool distortion;
};

const Format formats[] = {
    {"nerf-synthetic", "train/", [](const auto& data, const auto& folder) { test::write_nerf_synthetic(data, folder); }, false, false},
    {"instant-ngp", "images/", test::write_instant_ngp, true, true},
    {"colmap", "images/", test::write_colmap_binary, true, true},
    {"colmap", "images/", test::write_colmap_text, true, true},
    {"llff", "images/", test::write_llff, false, false},
    {"middlebury", "", test::write_middlebury, true, false},
};

void check_same_camera(const Camera& read, const Camera& written) {
  CHECK(read.size == written.size);
  for (const glm::vec2& at : {glm::vec2(0.5f, 0.5f), glm::vec2(0.3f, 0.8f), glm::vec2(1.0f, 0.0f)}) {
    const Ray a = read.ray(at * glm::vec2(read.size)), b = written.ray(at * glm::vec2(written.size));
    CHECK(glm::length(a.origin - b.origin) < 1e-5f);
    CHECK(glm::length(a.direction - b.direction) < 1e-5f);
  }
}

void check_same_scene(const Scene& scene, const test::SphereData& data, const Format& format) {
  CHECK(scene.format == format.name);
  CHECK(scene.masked);
  CHECK(scene.warnings.empty());
  CHECK(scene.test.empty());
  REQUIRE(scene.train.size() == data.names.size());
  for (std::size_t i = 0; i < data.names.size(); ++i) {
    const View& view = scene.train[i];
    CHECK(view.name == format.folder_prefix + data.names[i] + ".png");
    check_same_camera(view.camera, data.cameras[i]);
    int different = 0;
    for (std::size_t p = 0; p < data.images[i].pixels.size(); p += 4) {
      const std::uint8_t *a = view.image.pixels.data() + p, *b = data.images[i].pixels.data() + p;
      different += a[3] != b[3] || (b[3] && !std::equal(a, a + 3, b));
    }
    CHECK(different == 0);
  }
}

}  // namespace

TEST_CASE("every format gives the same cameras and images", "[scene]") {
  const test::SphereData data = test::make_sphere_data();
  for (const Format& format : formats) {
    const test::TemporaryDirectory folder;
    format.write(data, folder.path());
    const Scene scene = load_scene(folder.path());
    check_same_scene(scene, data, format);
    CHECK(scene.name == folder.path().filename());
    CHECK(scene.sparse_points.size() == (scene.format == "colmap" ? 500 : 0));
    CHECK(scene.stated_box.has_value() == (scene.format == "middlebury"));
  }
}

TEST_CASE("formats with all intrinsics and distortion keep them", "[scene]") {
  Camera camera;
  camera.size = {60, 48};
  camera.focal = {91, 88};
  camera.principal_point = {28.5f, 25.25f};
  for (const bool distorted : {false, true}) {
    if (distorted) camera.k1 = 0.06f, camera.k2 = -0.08f, camera.p1 = -0.001f, camera.p2 = 0.0005f;
    const test::SphereData data = test::make_sphere_data(6, camera);
    for (const Format& format : formats) {
      if (!format.all_intrinsics || (distorted && !format.distortion)) continue;
      const test::TemporaryDirectory folder;
      format.write(data, folder.path());
      const Scene scene = load_scene(folder.path());
      check_same_scene(scene, data, format);
      CHECK(scene.train[0].camera.distorted() == distorted);
    }
  }
}

TEST_CASE("reducing images by n reduces cameras with them", "[scene]") {
  const test::SphereData data = test::make_sphere_data(4);
  for (const Format& format : formats) {
    const test::TemporaryDirectory folder;
    format.write(data, folder.path());
    SceneOptions options;
    options.downscale = 4;
    const Scene scene = load_scene(folder.path(), options);
    const View& view = scene.train[1];
    CHECK(glm::ivec2(view.image.width, view.image.height) == glm::ivec2(15, 12));
    CHECK(view.camera.size == glm::ivec2(15, 12));
    const Ray a = view.camera.ray({3, 5}), b = data.cameras[1].ray({12, 20});
    CHECK(glm::length(a.direction - b.direction) < 1e-5f);
    CHECK(scene.masked);
  }
}

TEST_CASE("the Middlebury README's box is read", "[scene]") {
  const test::SphereData data = test::make_sphere_data(3);
  const test::TemporaryDirectory folder;
  test::write_middlebury(data, folder.path());
  const Scene scene = load_scene(folder.path());
  REQUIRE(scene.stated_box);
  CHECK(glm::length(scene.stated_box->min - (data.centre - data.radius)) < 1e-5f);
  CHECK(glm::length(scene.stated_box->max - (data.centre + data.radius)) < 1e-5f);
  for (const char* text : {"no bounding box here (1 2 x) (1 2 3)", "bounding box (1", "bounding box (1 2 3", "bounding box (",
                           "bounding box", "bounding box (1 2 3) (1 2 3)", "bounding box (1 2 3 4) (5 6 7 8)", "bounding box () ()"}) {
    test::write_text(folder.path() / "README.txt", text);
    CHECK_FALSE(load_scene(folder.path()).stated_box);
  }
  std::filesystem::remove(folder.path() / "README.txt");
  CHECK_FALSE(load_scene(folder.path()).stated_box);
}

TEST_CASE("a COLMAP model is also found in the folder itself and in colmap/sparse/0", "[scene]") {
  const test::SphereData data = test::make_sphere_data(3);
  for (const char* place : {"colmap/sparse/0", "sparse", "."}) {
    const test::TemporaryDirectory folder;
    test::write_colmap_binary(data, folder.path());
    std::filesystem::create_directories(folder.path() / place);
    for (const char* file : {"cameras.bin", "images.bin", "points3D.bin"}) {
      std::filesystem::rename(folder.path() / "sparse/0" / file, folder.path() / place / file);
    }
    CHECK(load_scene(folder.path()).train.size() == 3);
  }
}

TEST_CASE("the other COLMAP camera models", "[scene]") {
  const test::SphereData data = test::make_sphere_data(2);
  const test::TemporaryDirectory folder;
  test::write_colmap_text(data, folder.path());
  const auto camera_for = [&](const char* line) {
    test::write_text(folder.path() / "sparse/cameras.txt", line);
    return load_scene(folder.path()).train[0].camera;
  };
  const Camera simple = camera_for("3 SIMPLE_PINHOLE 60 48 91 28 25\n");
  CHECK(simple.focal == glm::vec2(91));
  CHECK(simple.principal_point == glm::vec2(28, 25));
  const Camera pinhole = camera_for("3 PINHOLE 60 48 91 92 28 25\n");
  CHECK(pinhole.focal == glm::vec2(91, 92));
  CHECK_FALSE(pinhole.distorted());
  CHECK(camera_for("3 SIMPLE_RADIAL 60 48 91 28 25 0.1\n").k1 == 0.1f);
  const Camera radial = camera_for("3 RADIAL 60 48 91 28 25 0.1 -0.2\n");
  CHECK((radial.k1 == 0.1f && radial.k2 == -0.2f && radial.k3 == 0 && radial.p1 == 0));
  // A model for images of twice the size is scaled to what is there.
  const Camera scaled = camera_for("3 PINHOLE 120 96 182 184 56 50\n");
  CHECK(glm::length(scaled.focal - glm::vec2(91, 92)) < 1e-4f);
  CHECK(scaled.size == glm::ivec2(60, 48));
}
