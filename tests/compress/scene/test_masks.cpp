#include "compress/image/png.h"
#include "compress/io/file.h"
#include "compress/scene/apply_mask.h"
#include "compress/scene/background_mask.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/image/encode_for_test.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <cmath>

#include <random>

using namespace asrg;
using Catch::Matchers::Contains;

namespace {

ImageU8 filled(int width, int height, std::vector<std::uint8_t> values) {
  ImageU8 image(width, height, static_cast<int>(values.size()));
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = values[i % values.size()];
  return image;
}

/// A studio photo: a grey disc of radius 20 in the middle of a noisy black or white background, 100 x 80.
ImageU8 studio(bool white, int noise) {
  ImageU8 image(100, 80, 4);
  std::mt19937 random(1);
  for (int y = 0; y < 80; ++y) {
    for (int x = 0; x < 100; ++x) {
      const int off = static_cast<int>(random() % static_cast<unsigned>(noise + 1));
      const bool object = (x - 50) * (x - 50) + (y - 40) * (y - 40) < 400;
      for (int c = 0; c < 3; ++c) image.at(x, y)[c] = static_cast<std::uint8_t>(object ? 120 : white ? 255 - off : off);
      image.at(x, y)[3] = 255;
    }
  }
  return image;
}

bool in_disc(int x, int y, int radius) { return (x - 50) * (x - 50) + (y - 40) * (y - 40) < radius * radius; }

}  // namespace

TEST_CASE("a mask may be larger or smaller than its image by an integer", "[masks]") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "mask.png";
  ImageU8 mask(4, 4, 1);
  mask.at(2, 0)[0] = mask.at(3, 0)[0] = mask.at(2, 1)[0] = 255;
  write_png(path, mask);

  ImageU8 same = filled(4, 4, {1, 2, 3, 255});
  apply_mask_file(same, path);
  CHECK((same.at(2, 0)[3] == 255 && same.at(0, 0)[3] == 0));
  ImageU8 larger = filled(8, 8, {1, 2, 3, 255});
  apply_mask_file(larger, path);
  CHECK((larger.at(5, 1)[3] == 255 && larger.at(6, 2)[3] == 0 && larger.at(4, 3)[3] == 255));
  ImageU8 smaller = filled(2, 2, {1, 2, 3, 255});
  apply_mask_file(smaller, path);
  CHECK((smaller.at(1, 0)[3] == 191 && smaller.at(0, 0)[3] == 0));
}

TEST_CASE("soft values, coding noise and label masks", "[masks]") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "mask.png";
  ImageU8 mask(4, 1, 1);
  const auto alphas = [&](std::vector<std::uint8_t> values) {
    mask.pixels = std::move(values);
    write_png(path, mask);
    ImageU8 image = filled(4, 1, {9, 9, 9, 200});
    apply_mask_file(image, path);
    return std::vector<int>{image.at(0, 0)[3], image.at(1, 0)[3], image.at(2, 0)[3], image.at(3, 0)[3]};
  };
  CHECK(alphas({5, 100, 250, 255}) == std::vector<int>{0, 100, 200, 200});
  CHECK(alphas({0, 1, 1, 0}) == std::vector<int>{0, 200, 200, 0});
  CHECK(alphas({0, 0, 0, 0}) == std::vector<int>{0, 0, 0, 0});

  std::vector<std::uint8_t> grey(16 * 16);
  for (std::size_t i = 0; i < grey.size(); ++i) grey[i] = i % 16 < 7 ? 0 : 255;
  write_file_atomically(path, test::encode_jpeg(16, 16, 1, grey));
  ImageU8 image = filled(16, 16, {9, 9, 9, 255});
  apply_mask_file(image, path);
  for (int x = 0; x < 16; ++x) CHECK(image.at(x, 5)[3] == (x < 7 ? 0 : 255));
}

TEST_CASE("studio backgrounds become transparent, the object stays", "[masks]") {
  for (const bool white : {false, true}) {
    for (const int noise : {0, 25}) {
      ImageU8 image = studio(white, noise);
      mask_background(image, BackgroundMask::automatic, "test");
      int wrong = 0;
      for (int y = 0; y < 80; ++y) {
        for (int x = 0; x < 100; ++x) wrong += image.at(x, y)[3] != (in_disc(x, y, 20) ? 255 : 0);
      }
      CHECK(wrong < 20);
      CHECK(image.at(50, 40)[3] == 255);
      CHECK(image.at(0, 0)[3] == 0);
    }
  }
}

TEST_CASE("enclosed dark regions stay, specks go", "[masks]") {
  ImageU8 image = studio(false, 4);
  for (int y = 36; y < 44; ++y) {
    for (int x = 46; x < 54; ++x) image.at(x, y)[0] = image.at(x, y)[1] = image.at(x, y)[2] = 0;
  }
  image.at(5, 5)[0] = 255;
  image.at(6, 5)[1] = 255;
  mask_background(image, BackgroundMask::black, "test");
  CHECK(image.at(50, 40)[3] == 255);
  CHECK(image.at(5, 5)[3] == 0);
  CHECK(image.at(6, 5)[3] == 0);
}

TEST_CASE("a background of another colour is an error that names the image", "[masks]") {
  ImageU8 grey = filled(20, 20, {128, 128, 128, 255});
  CHECK_THROWS_WITH(mask_background(grey, BackgroundMask::automatic, "a.png"), Contains("a.png") && Contains("near black or white"));
  ImageU8 white = studio(true, 3);
  CHECK_THROWS_WITH(mask_background(white, BackgroundMask::black, "a.png"), Contains("not near black"));
  ImageU8 black = studio(false, 3);
  CHECK_THROWS_WITH(mask_background(black, BackgroundMask::white, "a.png"), Contains("not near white"));
  CHECK_NOTHROW(mask_background(black, BackgroundMask::off, "a.png"));
  CHECK_FALSE(has_transparency(black));
}

TEST_CASE("a background is sure where it is even and the object stands out", "[masks]") {
  CHECK(is_sure_background(studio(true, 4), BackgroundMask::white));
  CHECK(is_sure_background(studio(false, 4), BackgroundMask::black));
  CHECK_FALSE(is_sure_background(studio(false, 4), BackgroundMask::white));
  CHECK(likely_background(studio(true, 4)) == BackgroundMask::white);
  // White before white: a disc that grows darker from its edge, slowly.
  ImageU8 soft(100, 80, 4);
  for (int y = 0; y < 80; ++y)
    for (int x = 0; x < 100; ++x) {
      const float r = std::hypot(static_cast<float>(x - 50), static_cast<float>(y - 40));
      for (int c = 0; c < 3; ++c) soft.at(x, y)[c] = static_cast<std::uint8_t>(250 - std::max(0.0f, 2 * (30 - r)));
      soft.at(x, y)[3] = 255;
    }
  CHECK_FALSE(is_sure_background(soft, BackgroundMask::white));
  // A background that fades from white to grey.
  ImageU8 faded = studio(true, 0);
  for (int y = 0; y < 80; ++y)
    for (int x = 0; x < 100; ++x)
      for (int c = 0; c < 3; ++c) faded.at(x, y)[c] = static_cast<std::uint8_t>(std::max(0, faded.at(x, y)[c] - y / 2));
  CHECK_FALSE(is_sure_background(faded, BackgroundMask::white));
  // Nothing but background.
  ImageU8 empty(40, 40, 4);
  empty.pixels.assign(empty.pixels.size(), 255);
  CHECK_FALSE(is_sure_background(empty, BackgroundMask::white));
}

TEST_CASE("backgrounds are masked only when asked for, and masks of a data set come first", "[masks]") {
  const test::SphereData data = test::make_sphere_data(2);
  const test::TemporaryDirectory folder;
  test::write_colmap_binary(data, folder.path());
  SceneOptions options;
  options.mask_from_background = BackgroundMask::black;
  CHECK(load_scene(folder.path(), options).masked);  // the background is grey: it would be an error

  std::filesystem::remove_all(folder.path() / "masks");
  CHECK_FALSE(load_scene(folder.path()).masked);
  CHECK_THROWS_WITH(load_scene(folder.path(), options), Contains("images/v00.png"));
  for (std::size_t i = 0; i < 2; ++i) {
    ImageU8 rgb = test::opaque(data.images[i]);
    for (std::size_t p = 0; p < rgb.pixels.size(); ++p) rgb.pixels[p] = data.images[i].pixels[p / 3 * 4 + 3] ? 150 : 2;
    write_png(folder.path() / "images" / (data.names[i] + ".png"), rgb);
  }
  const Scene scene = load_scene(folder.path(), options);
  CHECK(scene.masked);
  int different = 0;
  for (std::size_t p = 3; p < data.images[0].pixels.size(); p += 4) different += scene.train[0].image.pixels[p] != data.images[0].pixels[p];
  CHECK(different < 12);
}
