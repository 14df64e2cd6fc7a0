#include "compress/image/heif.h"
#include "compress/image/image_kind.h"
#include "compress/image/jpeg.h"
#include "compress/image/read_image.h"
#include "compress/image/tiff.h"
#include "compress/image/webp.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"
#include "tests/compress/image/encode_for_test.h"
#include "tests/compress/image/encode_more_kinds.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <iterator>

using namespace asrg;
using Catch::Matchers::Contains;

namespace {

/// Smooth colours, and alpha where it is asked for.
ImageU8 gradient(int width, int height, bool alpha) {
  ImageU8 image(width, height, 4);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      std::uint8_t* p = image.at(x, y);
      p[0] = static_cast<std::uint8_t>(20 + 3 * x), p[1] = static_cast<std::uint8_t>(40 + 4 * y),
      p[2] = static_cast<std::uint8_t>(200 - 2 * x);
      p[3] = alpha ? static_cast<std::uint8_t>(x < width / 2 ? 255 : 0) : 255;
    }
  return image;
}

int largest_difference(const ImageU8& a, const ImageU8& b, int channels = 4) {
  if (a.width != b.width || a.height != b.height || a.channels != b.channels) return 999;
  int largest = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i)
    if (static_cast<int>(i % 4) < channels) largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
  return largest;
}

}  // namespace

TEST_CASE("CMYK JPEGs become colours", "[jpeg]") {
  // As Adobe's programs store it: what is left of the light. Without black ink the colours are the values themselves.
  const ImageU8 wanted = gradient(24, 16, false);
  for (const int key : {255, 128}) {
    std::vector<std::uint8_t> values;
    for (std::size_t i = 0; i < wanted.pixels.size(); i += 4) {
      for (int c = 0; c < 3; ++c) values.push_back(wanted.pixels[i + static_cast<std::size_t>(c)]);
      values.push_back(static_cast<std::uint8_t>(key));
    }
    const ImageU8 image = decode_jpeg(test::encode_jpeg(24, 16, 4, values), "test");
    int largest = 0;
    for (std::size_t i = 0; i < image.pixels.size(); ++i) {
      const int expected = i % 4 == 3 ? 255 : wanted.pixels[i] * key / 255;
      largest = std::max(largest, std::abs(image.pixels[i] - expected));
    }
    CHECK(largest <= 5);
  }
}

TEST_CASE("WebP images are read, with alpha, and damaged ones are errors", "[image]") {
  if (!reads_webp()) return test::skip("built without libwebp");
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "a.jpg";  // the name does not matter
  for (const bool alpha : {false, true}) {
    const ImageU8 wanted = gradient(30, 20, alpha);
    std::vector<std::uint8_t> bytes = test::encode_webp(wanted);
    write_file_atomically(path, bytes);
    CHECK(read_image_size(path) == glm::ivec2(30, 20));
    CHECK(has_alpha_channel(path) == alpha);
    CHECK(image_orientation(path) == 0);
    const ImageU8 image = read_image(path);
    // What is wholly transparent has no colour.
    for (std::size_t i = 0; i < image.pixels.size(); i += 4)
      REQUIRE((image.pixels[i + 3] == wanted.pixels[i + 3] && (image.pixels[i + 3] == 0 || image.pixels[i + 1] == wanted.pixels[i + 1])));
    bytes.resize(bytes.size() / 2);
    CHECK_THROWS_WITH(decode_webp(bytes, "cut.webp"), Contains("cut.webp"));
    CHECK_THROWS_WITH(decode_webp(bytes, "cut.webp", {29, 10000}), Contains("too large: 30 x 20"));
  }
}

TEST_CASE("HEIC and AVIF images are read", "[image]") {
  if (!reads_heif()) return test::skip("built without libheif");
  const ImageU8 wanted = gradient(64, 48, false);
  int tried = 0;
  for (const bool avif : {false, true}) {
    auto bytes = test::encode_heif(wanted, avif);
    if (bytes.empty()) continue;
    ++tried;
    const test::TemporaryDirectory folder;
    const auto path = folder.path() / "a.heic";
    write_file_atomically(path, bytes);
    CHECK(image_kind(bytes) == ImageKind::heif);
    CHECK(read_image_size(path) == glm::ivec2(64, 48));
    CHECK_FALSE(has_alpha_channel(path));
    CHECK(largest_difference(read_image(path), wanted) <= 12);
    CHECK_THROWS_WITH(decode_heif(bytes, "big.heic", {63, 100000}), Contains("too large"));
    bytes.resize(bytes.size() / 2);
    CHECK_THROWS_WITH(decode_heif(bytes, "cut.heic"), Contains("cut.heic"));
  }
  if (tried == 0) test::skip("libheif has no encoder here");
}

TEST_CASE("TIFF images of 8 and 16 bits are read as they are stored", "[image]") {
  if (!reads_tiff()) return test::skip("built without libtiff");
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "a.tif";
  const ImageU8 plain = gradient(30, 20, false), cut_out = gradient(30, 20, true);
  for (const int bits : {8, 16}) {
    for (const auto compression : {test::TiffCompression::none, test::TiffCompression::lzw, test::TiffCompression::deflate}) {
      CAPTURE(bits, static_cast<int>(compression));
      test::write_tiff(path, plain, 3, bits, compression);
      CHECK(read_image_size(path) == glm::ivec2(30, 20));
      CHECK_FALSE(has_alpha_channel(path));
      CHECK(largest_difference(read_image(path), plain) <= (bits == 16 ? 1 : 0));
      test::write_tiff(path, plain, 1, bits, compression);
      const ImageU8 grey = read_image(path);
      CHECK(std::abs(grey.at(3, 11)[0] - plain.at(3, 11)[1]) <= 1);
      CHECK(grey.at(3, 11)[0] == grey.at(3, 11)[2]);
      test::write_tiff(path, cut_out, 4, bits, compression);
      CHECK(has_alpha_channel(path));
      const ImageU8 read = read_image(path);
      CHECK(largest_difference(read, cut_out, 0) == 0);
      CHECK((read.at(2, 2)[3] == 255 && read.at(20, 2)[3] == 0 && std::abs(read.at(2, 2)[0] - cut_out.at(2, 2)[0]) <= 1));
    }
  }
  // Pixels are not turned by the tag, which is told apart.
  for (const int orientation : {1, 3, 6}) {
    test::write_tiff(path, plain, 3, 8, test::TiffCompression::none, orientation);
    CHECK(image_orientation(path) == orientation);
    CHECK(largest_difference(read_image(path), plain) == 0);
  }
  test::write_tiff(path, plain, 3, 32, test::TiffCompression::none);
  CHECK_THROWS_WITH(read_image(path), Contains("a.tif") && Contains("convert"));
  auto bytes = read_file(path);
  bytes.resize(bytes.size() / 2);
  write_file_atomically(path, bytes);
  CHECK_THROWS_WITH(read_image(path), Contains("a.tif"));
  test::write_tiff(path, plain, 3, 8, test::TiffCompression::none);
  CHECK_THROWS_WITH(read_tiff(path, {29, 10000}), Contains("too large: 30 x 20"));
}

TEST_CASE("a TIFF that states thousands of values a pixel is refused before memory is taken for them", "[image]") {
  if (!reads_tiff()) return test::skip("built without libtiff");
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "a.tif";
  test::write_tiff(path, gradient(300, 200, false), 1, 8, test::TiffCompression::lzw);
  auto bytes = read_file(path);
  const std::uint8_t one_value[] = {0x15, 1, 3, 0, 1, 0, 0, 0, 1, 0};
  const auto at = std::search(bytes.begin(), bytes.end(), std::begin(one_value), std::end(one_value));
  REQUIRE(at != bytes.end());
  at[8] = 0x01, at[9] = 0x8c;
  write_file_atomically(path, bytes);
  CHECK_THROWS_WITH(read_image(path), Contains("a.tif") && Contains("would have"));
}
