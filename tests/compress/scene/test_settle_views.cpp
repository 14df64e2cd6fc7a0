#include "compress/image/png.h"
#include "compress/io/file.h"
#include "compress/scene/background_mask.h"
#include "compress/scene/box.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/image/encode_for_test.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <random>

using namespace asrg;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// A photo with its background (of many colours), as RGB or with an alpha channel.
ImageU8 with_background(const ImageU8& rgba, int channels) {
  ImageU8 image(rgba.width, rgba.height, channels);
  std::mt19937 random(4);
  for (int y = 0; y < rgba.height; ++y) {
    for (int x = 0; x < rgba.width; ++x) {
      for (int c = 0; c < 3; ++c)
        image.at(x, y)[c] = rgba.at(x, y)[3] ? rgba.at(x, y)[c] : static_cast<std::uint8_t>(90 + 3 * c + random() % 60);
      if (channels == 4) image.at(x, y)[3] = 255;
    }
  }
  return image;
}

/// Twelve photos: the first `cut_out` have alpha, the others are RGB.
struct Mixed {
  test::TemporaryDirectory folder;
  test::SphereData data = test::make_sphere_data(12);

  explicit Mixed(std::size_t cut_out) {
    test::write_nerf_synthetic(data, folder.path());
    for (std::size_t i = cut_out; i < 12; ++i) write(i, with_background(data.images[i], 3));
  }
  void write(std::size_t i, const ImageU8& image) const { write_png(folder.path() / "train" / (data.names[i] + ".png"), image); }
  Scene load(const SceneOptions& options = {}) const { return load_scene(folder.path(), options); }
};

int opaque_views(const Scene& scene) {
  int count = 0;
  for (const View& view : scene.train) {
    bool opaque = true;
    for (std::size_t i = 3; i < view.image.pixels.size(); i += 4) opaque = opaque && view.image.pixels[i] == 255;
    count += opaque;
  }
  return count;
}

}  // namespace

TEST_CASE("one cut-out among unmasked photos is left out", "[masks]") {
  const Mixed set(1);
  const Scene scene = set.load();
  CHECK_FALSE(scene.masked);
  CHECK(scene.train.size() == 11);
  CHECK(opaque_views(scene) == 11);
  REQUIRE(scene.warnings.size() == 1);
  CHECK_THAT(scene.warnings[0], Contains("1 of 12 photos (train/v00.png) has alpha") && Contains("left out"));
}

TEST_CASE("a photo that has its background behind its alpha stays, without the alpha", "[masks]") {
  const Mixed set(0);
  ImageU8 image = with_background(set.data.images[3], 4);
  for (std::size_t i = 3; i < image.pixels.size(); i += 4) image.pixels[i] = set.data.images[3].pixels[i];
  set.write(3, image);
  const Scene scene = set.load();
  CHECK_FALSE(scene.masked);
  CHECK(scene.train.size() == 12);
  CHECK(opaque_views(scene) == 12);
  REQUIRE(scene.warnings.size() == 1);
  CHECK_THAT(scene.warnings[0], Contains("1 of 12 photos (train/v03.png)") && !Contains("left out"));
}

TEST_CASE("where most photos have masks the others are left out", "[masks]") {
  const Mixed set(10);
  const Scene scene = set.load();
  CHECK(scene.masked);
  CHECK(scene.train.size() == 10);
  REQUIRE(scene.warnings.size() == 1);
  CHECK_THAT(scene.warnings[0], Contains("2 of 12 photos (train/v10.png, train/v11.png) have no mask"));
  const Box box = scene_box(scene);
  CHECK(glm::length(0.5f * (box.min + box.max) - set.data.centre) < 0.1f);

  // A file with an alpha channel may be a close-up that the object fills.
  set.write(10, with_background(set.data.images[10], 4));
  CHECK(set.load().train.size() == 11);
}

TEST_CASE("half is not most", "[masks]") {
  CHECK_FALSE(Mixed(6).load().masked);
  CHECK(Mixed(7).load().masked);
}

TEST_CASE("alpha that is nearly opaque everywhere is no mask", "[masks]") {
  for (const int alpha : {249, 250, 254}) {
    const Mixed set(0);
    for (std::size_t i = 0; i < 12; ++i) {
      ImageU8 image = with_background(set.data.images[i], 4);
      for (std::size_t p = 3; p < image.pixels.size(); p += 4) image.pixels[p] = static_cast<std::uint8_t>(alpha);
      set.write(i, image);
    }
    const Scene scene = set.load();
    CHECK(scene.masked == (alpha < 250));
    CHECK(opaque_views(scene) == (alpha < 250 ? 0 : 12));
    CHECK(scene.warnings.empty());
  }
}

TEST_CASE("a mask that is missing leaves its photo out, masks that hide nothing are none", "[masks]") {
  const test::TemporaryDirectory folder;
  const test::SphereData data = test::make_sphere_data(4);
  test::write_colmap_binary(data, folder.path());
  fs::remove(folder.path() / "masks/v01.png");
  const Scene scene = load_scene(folder.path());
  CHECK(scene.masked);
  CHECK(scene.train.size() == 3);
  REQUIRE(scene.warnings.size() == 1);
  CHECK_THAT(scene.warnings[0], Contains("1 of 4 photos (images/v01.png) has no mask"));

  ImageU8 white(60, 48, 1);
  white.pixels.assign(white.pixels.size(), 255);
  for (const std::string& name : data.names) write_png(folder.path() / "masks" / (name + ".png"), white);
  CHECK_FALSE(load_scene(folder.path()).masked);
}

TEST_CASE("a studio background without masks is noticed", "[masks]") {
  for (const bool white : {false, true}) {
    const Mixed set(0);
    for (std::size_t i = 0; i < 12; ++i) {
      ImageU8 image = test::opaque(set.data.images[i]);
      for (std::size_t p = 0; p < image.pixels.size(); ++p) {
        if (!set.data.images[i].pixels[p / 3 * 4 + 3]) image.pixels[p] = white ? 250 : 6;
      }
      set.write(i, image);
    }
    const Scene scene = set.load();
    CHECK_FALSE(scene.masked);
    REQUIRE(scene.warnings.size() == 1);
    CHECK_THAT(scene.warnings[0], Contains(white ? "white background" : "black background") &&
                                      Contains(white ? "--mask-from-background white" : "--mask-from-background black"));
    SceneOptions options;
    options.mask_from_background = BackgroundMask::automatic;
    const Scene masked = set.load(options);
    CHECK(masked.masked);
    CHECK(masked.masked_background == (white ? BackgroundMask::white : BackgroundMask::black));
    REQUIRE(masked.warnings.size() == 1);
    CHECK_THAT(masked.warnings[0], Contains(white ? "even white" : "even black") && Contains("off leaves it"));

    // One photo with a mask of its own, or one of twelve that is in doubt: nothing is done.
    ImageU8 doubtful = test::opaque(set.data.images[5]);
    for (std::size_t p = 0; p < doubtful.pixels.size(); ++p)
      if (!set.data.images[5].pixels[p / 3 * 4 + 3]) doubtful.pixels[p] = static_cast<std::uint8_t>(white ? 205 + p % 50 : p % 50);
    set.write(5, doubtful);
    const Scene left = set.load(options);
    CHECK_FALSE(left.masked);
    CHECK(left.masked_background == BackgroundMask::off);
    CHECK(opaque_views(left) == 12);
  }
  SceneOptions options;
  options.mask_from_background = BackgroundMask::automatic;
  const Scene coloured = Mixed(0).load(options);
  CHECK_FALSE(coloured.masked);
  CHECK(coloured.warnings.empty());
  CHECK(Mixed(0).load().warnings.empty());  // a background of many colours
}

TEST_CASE("a dark picture is no studio", "[masks]") {
  ImageU8 image(40, 40, 4);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = i % 4 == 3 ? 255 : 120;
  CHECK(studio_background(image) == BackgroundMask::off);
  for (int x = 0; x < 40; ++x) {  // a black frame, as undistortion leaves it
    for (const glm::ivec2 at : {glm::ivec2(x, 0), glm::ivec2(x, 39), glm::ivec2(0, x), glm::ivec2(39, x)}) {
      for (int c = 0; c < 3; ++c) image.at(at.x, at.y)[c] = 0;
    }
  }
  CHECK(studio_background(image) == BackgroundMask::off);
}

TEST_CASE("photos that are too small are left out, or named where all are", "[masks]") {
  const Mixed set(12);
  set.write(5, ImageU8(1, 1, 4));
  for (const int downscale : {1, 2}) {
    SceneOptions options;
    options.downscale = downscale;
    const Scene scene = set.load(options);
    CHECK(scene.masked);
    CHECK(scene.train.size() == 11);
    REQUIRE(scene.warnings.size() == 1);
    CHECK_THAT(scene.warnings[0], Contains("1 of 12 photos (train/v05.png) is less than 8 pixels"));
  }
  SceneOptions options;
  options.downscale = 50;
  CHECK_THROWS_WITH(set.load(options), Contains("train/v00.png is too small to be downscaled by 50"));
}

TEST_CASE("EXIF explains a photo whose sides are swapped", "[masks]") {
  const test::TemporaryDirectory folder;
  const test::SphereData data = test::make_sphere_data(2);
  test::write_instant_ngp(data, folder.path());
  const auto plain = test::encode_jpeg(48, 60, 1, std::vector<std::uint8_t>(48 * 60, 100));
  for (const int orientation : {0, 1, 6}) {
    auto bytes = plain;
    if (orientation > 0) {
      auto segment = test::exif_segment(orientation, false);
      const std::size_t length = segment.size() + 2;
      segment.insert(segment.begin(), {0xff, 0xe1, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)});
      bytes.insert(bytes.begin() + 2, segment.begin(), segment.end());
    }
    write_file_atomically(folder.path() / "images/v01.png", bytes, false);
    if (orientation == 6)
      CHECK_THROWS_WITH(load_scene(folder.path()),
                        Contains("48 x 60 pixels") && Contains("turned by 90 degrees (EXIF orientation 6)") && Contains("images/v01.png"));
    else
      CHECK_THROWS_WITH(load_scene(folder.path()), Contains("48 x 60 pixels") && !Contains("EXIF"));
  }
}
