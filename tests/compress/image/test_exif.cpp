#include "compress/image/exif.h"
#include "compress/image/jpeg.h"
#include "compress/image/read_image.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"
#include "tests/compress/image/encode_for_test.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <random>

using namespace asrg;
using Catch::Matchers::Contains;

TEST_CASE("the orientation is read in both byte orders", "[exif]") {
  for (const bool big_endian : {false, true}) {
    for (int orientation = 1; orientation <= 8; ++orientation) {
      CHECK(exif_orientation(test::exif_segment(orientation, big_endian)) == orientation);
      CHECK(swaps_sides(orientation) == (orientation > 4));
    }
    CHECK(exif_orientation(test::exif_segment(9, big_endian)) == 0);
    CHECK(exif_orientation(test::exif_segment(0, big_endian)) == 0);
  }
  CHECK(exif_orientation({}) == 0);
}

TEST_CASE("cut or damaged EXIF says nothing or an orientation, never worse", "[exif]") {
  std::mt19937 random(5);
  for (const bool big_endian : {false, true}) {
    const auto whole = test::exif_segment(6, big_endian);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      // A copy of exactly that size, so that a sanitizer sees any access beyond it.
      const std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      const int orientation = exif_orientation(cut);
      CHECK((orientation == 0 || orientation == 6));
    }
    int read = 0;
    for (int i = 0; i < 5000; ++i) {
      auto damaged = whole;
      for (int k = 0; k < 2; ++k) damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
      const int orientation = exif_orientation(damaged);
      CHECK((orientation >= 0 && orientation <= 8));
      read += orientation > 0;
    }
    CHECK(read > 100);
    CHECK(read < 4900);
    // A directory far beyond the end, and one that has 65535 entries.
    auto far = whole;
    for (std::size_t i = 10; i < 14; ++i) far[i] = 0xff;
    CHECK(exif_orientation(far) == 0);
    auto many = whole;
    many[14] = many[15] = 0xff;
    many[16] = many[28] = 0;
    many[17] = many[29] = 0;
    CHECK(exif_orientation(many) == 0);
  }
}

TEST_CASE("a JPEG's orientation and size are read from its header", "[exif]") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "a.jpg";
  const auto plain = test::encode_jpeg(24, 16, 1, std::vector<std::uint8_t>(24 * 16, 100));
  const auto with = [&](const std::vector<std::uint8_t>& inserted) {
    auto bytes = plain;
    bytes.insert(bytes.begin() + 2, inserted.begin(), inserted.end());
    write_file_atomically(path, bytes, false);
  };
  with({});
  CHECK(image_orientation(path) == 0);
  auto segment = test::exif_segment(8, true);
  const std::size_t length = segment.size() + 2;
  segment.insert(segment.begin(), {0xff, 0xe1, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)});
  with(segment);
  CHECK(image_orientation(path) == 8);
  CHECK(read_image_size(path) == glm::ivec2(24, 16));
  CHECK(read_image(path).width == 24);  // as it is stored

  // Some cameras write bytes between segments; libjpeg skips them.
  auto loose = segment;
  loose.insert(loose.end(), {0, 1, 2, 3});
  loose.insert(loose.begin(), {9, 8, 7});
  auto bytes = plain;
  bytes.insert(bytes.begin() + 20, loose.begin(), loose.end());  // behind the first segment
  write_file_atomically(path, bytes, false);
  CHECK(read_image_size(path) == glm::ivec2(24, 16));
  CHECK(image_orientation(path) == 8);
  CHECK(read_image(path).height == 16);
}

TEST_CASE("every truncation of a JPEG's header is an error", "[exif]") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "a.jpg";
  const auto bytes = test::encode_jpeg(24, 16, 1, std::vector<std::uint8_t>(24 * 16, 100));
  for (std::size_t length = 3; length < 100; ++length) {
    write_file_atomically(path, std::span(bytes).first(length), false);
    CHECK_THROWS_WITH(read_jpeg_header(path), Contains("a.jpg is not a valid JPEG"));
  }
  CHECK_THROWS_WITH(read_jpeg_header(folder.path() / "none.jpg"), Contains("none.jpg") && Contains("No such file"));
}
