#include "compress/image/png.h"
#include "compress/scene/mask_files.h"
#include "compress/scene/scene.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

using namespace asrg;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// A data set whose photos have no alpha, and whose masks go where a test says.
struct Unmasked {
  test::TemporaryDirectory folder;
  test::SphereData data = test::make_sphere_data(4);

  Unmasked() {
    test::write_instant_ngp(data, folder.path());
    for (std::size_t i = 0; i < data.names.size(); ++i) {
      write_png(folder.path() / "images" / (data.names[i] + ".png"), test::opaque(data.images[i]));
    }
  }
  /// @param name {} stands for the photo's name without extension
  void write_masks(const std::string& name) const {
    for (std::size_t i = 0; i < data.names.size(); ++i) {
      const fs::path path = folder.path() / fmt::format(fmt::runtime(name), data.names[i]);
      fs::create_directories(path.parent_path());
      write_png(path, test::alpha_image(data.images[i]));
    }
  }
};

bool any_about(const Scene& scene, const std::string& text) {
  return std::any_of(scene.warnings.begin(), scene.warnings.end(), [&](const std::string& w) { return w.find(text) != w.npos; });
}

}  // namespace

TEST_CASE("masks are found wherever programs put them", "[masks]") {
  for (const char* name : {"masks/{}.png", "masks/{}.png.png", "mask/{}.png", "masks/images/{}.png", "masks/{}_mask.png",
                           "images/{}.mask.png", "images/{}.png.mask.png", "images/{}_mask.png"}) {
    CAPTURE(name);
    const Unmasked set;
    CHECK_FALSE(load_scene(set.folder.path()).masked);
    set.write_masks(name);
    const Scene scene = load_scene(set.folder.path());
    CHECK(scene.masked);
    CHECK(scene.warnings.empty());
    REQUIRE(scene.train.size() == 4);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      for (std::size_t p = 3; p < set.data.images[i].pixels.size(); p += 4)
        wrong += scene.train[i].image.pixels[p] != set.data.images[i].pixels[p];
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("photos of the same name in two folders do not share a mask", "[masks]") {
  const test::TemporaryDirectory folder;
  const test::SphereData data = test::make_sphere_data(2);
  Listing listing;
  for (const char* camera : {"left", "right"}) {
    fs::create_directories(folder.path() / camera);
    fs::create_directories(folder.path() / "masks" / camera);
    write_png(folder.path() / camera / "0.png", data.images[0]);
    listing.train.push_back({std::string(camera) + "/0.png", folder.path() / camera / "0.png", {}, data.cameras[0]});
  }
  write_png(folder.path() / "masks/0.png", test::alpha_image(data.images[0]));
  write_png(folder.path() / "masks/right/0.png", test::alpha_image(data.images[0]));
  find_mask_files(folder.path(), listing);
  CHECK(listing.train[0].mask.empty());
  CHECK(listing.train[1].mask == folder.path() / "masks/right/0.png");
}

TEST_CASE("masks that are there and not used are told", "[masks]") {
  const Unmasked set;
  set.write_masks("masks/segment_{}.png");
  const Scene scene = load_scene(set.folder.path());
  CHECK_FALSE(scene.masked);
  REQUIRE(scene.warnings.size() == 1);
  CHECK_THAT(scene.warnings[0], Contains("masks holds 4 images") && Contains("v00.png"));

  const Unmasked moving;
  moving.write_masks("images/dynamic_mask_{}.png");
  const Scene room = load_scene(moving.folder.path());
  CHECK_FALSE(room.masked);
  REQUIRE(room.warnings.size() == 1);
  CHECK_THAT(room.warnings[0], Contains("4 of the photos") && Contains("dynamic_mask_") && Contains("not used"));
}

TEST_CASE("a mask that a frame names is taken before one that is found", "[masks]") {
  const Unmasked set;
  set.write_masks("masks/{}.png");
  Listing listing;
  listing.train.push_back({"images/v00.png", set.folder.path() / "images/v00.png", "named.png", set.data.cameras[0]});
  find_mask_files(set.folder.path(), listing);
  CHECK(listing.train[0].mask == "named.png");
}

TEST_CASE("masks among photos are no photos", "[masks]") {
  const std::vector<fs::path> files{"a/1.jpg",          "a/1_mask.png",         "a/2.jpg",         "a/2.mask.png", "a/3.jpg",
                                    "a/3.jpg.mask.png", "a/dynamic_mask_1.png", "a/iron_mask.png", "a/4.png"};
  CHECK(without_masks(files) == std::vector<fs::path>{"a/1.jpg", "a/2.jpg", "a/3.jpg", "a/iron_mask.png", "a/4.png"});

  const test::TemporaryDirectory folder;
  const test::SphereData data = test::make_sphere_data(3);
  test::write_llff(data, folder.path());
  fs::remove_all(folder.path() / "masks");
  for (std::size_t i = 0; i < 3; ++i)
    write_png(folder.path() / "images" / (data.names[i] + ".mask.png"), test::alpha_image(data.images[i]));
  const Scene scene = load_scene(folder.path());
  CHECK(scene.train.size() == 3);
  CHECK(scene.masked);
  CHECK_FALSE(any_about(scene, "mask"));
}
