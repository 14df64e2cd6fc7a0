#include "compress/image/jpeg.h"
#include "cuda/core/error.h"
#include "tests/compress/image/encode_for_test.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <random>

using namespace asrg;
using Catch::Matchers::Contains;

namespace {

/// Smooth colours, which JPEG keeps well.
std::vector<std::uint8_t> gradient(int width, int height, int channels) {
  std::vector<std::uint8_t> values;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) values.push_back(static_cast<std::uint8_t>(40 + 2 * x + 3 * y + 20 * c));
    }
  }
  return values;
}

}  // namespace

TEST_CASE("colour and grey JPEGs become RGBA", "[jpeg]") {
  for (const int channels : {1, 3}) {
    for (const bool progressive : {false, true}) {
      const auto values = gradient(24, 16, channels);
      const ImageU8 image = decode_jpeg(test::encode_jpeg(24, 16, channels, values, progressive), "test");
      REQUIRE((image.width == 24 && image.height == 16 && image.channels == 4));
      int largest = 0;
      for (int i = 0; i < 24 * 16; ++i) {
        for (int c = 0; c < 3; ++c) largest = std::max(largest, std::abs(image.pixels[4 * i + c] - values[channels * i + c % channels]));
        CHECK(image.pixels[4 * i + 3] == 255);
      }
      CHECK(largest <= 4);
    }
  }
}

TEST_CASE("every truncation of a JPEG is an error", "[jpeg]") {
  for (const bool progressive : {false, true}) {
    const auto bytes = test::encode_jpeg(24, 16, 3, gradient(24, 16, 3), progressive);
    for (std::size_t length = 0; length + 2 < bytes.size(); ++length) {
      const std::vector<std::uint8_t> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
      CHECK_THROWS_AS(decode_jpeg(cut, "test"), Error);
    }
  }
}

TEST_CASE("a damaged JPEG is an error or an image, never worse", "[jpeg]") {
  const auto bytes = test::encode_jpeg(40, 40, 3, gradient(40, 40, 3));
  std::mt19937 random(3);
  int errors = 0;
  for (int i = 0; i < 1000; ++i) {
    auto damaged = bytes;
    for (int k = 0; k < 3; ++k) damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
    try {
      const ImageU8 image = decode_jpeg(damaged, "test", {4096, 1 << 20});
      CHECK(image.channels == 4);
    } catch (const Error&) {
      ++errors;
    }
  }
  CHECK(errors > 100);
}

TEST_CASE("a JPEG beyond the limits is an error", "[jpeg]") {
  const auto bytes = test::encode_jpeg(24, 16, 1, gradient(24, 16, 1));
  CHECK_THROWS_WITH(decode_jpeg(bytes, "test", {23, 1000}), Contains("too large: 24 x 16"));
  CHECK_THROWS_WITH(decode_jpeg(bytes, "test", {100, 300}), Contains("too large"));
  CHECK(decode_jpeg(bytes, "test", {24, 384}).height == 16);
}
