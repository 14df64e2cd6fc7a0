#include "compress/image/png.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"
#include "tests/compress/image/encode_for_test.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <png.h>
#include <zlib.h>

#include <random>

using namespace asrg;
using Catch::Matchers::Contains;

namespace {

ImageU8 noise(int width, int height, int channels, unsigned seed) {
  ImageU8 image(width, height, channels);
  std::mt19937 random(seed);
  for (auto& value : image.pixels) value = static_cast<std::uint8_t>(random());
  return image;
}

bool equal(const ImageU8& a, const ImageU8& b) {
  return a.width == b.width && a.height == b.height && a.channels == b.channels && a.pixels == b.pixels;
}

void put_big_endian(std::vector<std::uint8_t>& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

/// Gives a PNG another size in its header, with a right checksum.
std::vector<std::uint8_t> with_size(std::vector<std::uint8_t> png, std::uint32_t width, std::uint32_t height) {
  put_big_endian(png, 16, width);
  put_big_endian(png, 20, height);
  std::uint32_t crc = 0xffffffffu;
  for (std::size_t i = 12; i < 29; ++i) {
    crc ^= png[i];
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) ? 0xedb88320u : 0u);
  }
  put_big_endian(png, 29, ~crc);
  return png;
}

}  // namespace

TEST_CASE("images of 1 to 4 channels survive the round trip", "[png]") {
  for (int channels = 1; channels <= 4; ++channels) {
    for (const int level : {0, 6, 9}) {
      const ImageU8 image = noise(17, 9, channels, 5u);
      const auto bytes = encode_png(image, level);
      CHECK(equal(decode_png(bytes, "test"), image));
      CHECK(bytes == encode_png(image, level));
    }
  }
}

TEST_CASE("an image that is inconsistent cannot be encoded", "[png]") {
  CHECK_THROWS_AS(encode_png(ImageU8()), Error);
  CHECK_THROWS_AS(encode_png(ImageU8(2, 2, 5)), Error);
  ImageU8 image(2, 2, 3);
  image.pixels.pop_back();
  CHECK_THROWS_WITH(encode_png(image), Contains("2 x 2 pixels, 3 channels and 11 values"));
}

TEST_CASE("16-bit PNGs are rounded to 8 bits, without any gamma", "[png]") {
  // 0x80ff / 257 = 128.498, 0x8100 / 257 = 128.50
  const auto bytes = test::encode_png_kind(3, 1, {PNG_COLOR_TYPE_GRAY, 16}, {{0x00, 0x00, 0x80, 0x10, 0xff, 0xff}});
  const ImageU8 image = decode_png(bytes, "test");
  CHECK(image.channels == 1);
  CHECK(image.pixels == std::vector<std::uint8_t>{0, 128, 255});
  const auto rgba = test::encode_png_kind(1, 1, {PNG_COLOR_TYPE_RGB_ALPHA, 16}, {{0x40, 0x40, 0x80, 0x80, 0xc0, 0xc0, 0x10, 0x10}});
  CHECK(decode_png(rgba, "test").pixels == std::vector<std::uint8_t>{0x40, 0x80, 0xc0, 0x10});
}

TEST_CASE("grey of 16 bits is read as it is, and nothing else is taken for it", "[png]") {
  const auto bytes = test::encode_png_kind(2, 2, {PNG_COLOR_TYPE_GRAY, 16}, {{0x00, 0x01, 0x80, 0x10}, {0xff, 0xff, 0x12, 0x34}});
  const Image<std::uint16_t> image = decode_grey_png_16(bytes, "test");
  CHECK(image.width == 2);
  CHECK(image.channels == 1);
  CHECK(image.pixels == std::vector<std::uint16_t>{0x0001, 0x8010, 0xffff, 0x1234});
  const std::vector<std::uint8_t> row(8, 7);
  for (const int type : {PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA})
    CHECK_THROWS_WITH(decode_grey_png_16(test::encode_png_kind(1, 1, {type, 16}, {row}), "test"), Contains("grey PNG of 16 bits"));
  CHECK_THROWS_WITH(decode_grey_png_16(encode_png(noise(4, 4, 1, 2u)), "test"), Contains("grey PNG of 16 bits"));
  CHECK_THROWS_WITH(decode_grey_png_16(row, "test"), Contains("is not a PNG image"));
  CHECK_THROWS_WITH(decode_grey_png_16(with_size(bytes, 30000, 30000), "test"), Contains("too large: 30000 x 30000"));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const std::vector<std::uint8_t> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK_THROWS_AS(decode_grey_png_16(cut, "test"), Error);
  }
}

TEST_CASE("palettes, few bits and transparent colours are expanded", "[png]") {
  test::PngKind kind{PNG_COLOR_TYPE_PALETTE, 2};
  kind.palette = {10, 20, 30, 40, 50, 60, 70, 80, 90};
  CHECK(decode_png(test::encode_png_kind(3, 1, kind, {{0b00011000}}), "test").pixels == kind.palette);
  kind.palette_alpha = {255, 7};
  const ImageU8 transparent = decode_png(test::encode_png_kind(3, 1, kind, {{0b00011000}}), "test");
  CHECK(transparent.channels == 4);
  CHECK(transparent.pixels == std::vector<std::uint8_t>{10, 20, 30, 255, 40, 50, 60, 7, 70, 80, 90, 255});

  const auto bits = test::encode_png_kind(4, 1, {PNG_COLOR_TYPE_GRAY, 1}, {{0b01100000}});
  CHECK(decode_png(bits, "test").pixels == std::vector<std::uint8_t>{0, 255, 255, 0});
  test::PngKind grey{PNG_COLOR_TYPE_GRAY, 8};
  grey.transparent_grey = 9;
  CHECK(decode_png(test::encode_png_kind(2, 1, grey, {{9, 10}}), "test").pixels == std::vector<std::uint8_t>{9, 0, 10, 255});
}

TEST_CASE("interlaced PNGs are the same image", "[png]") {
  const ImageU8 image = noise(13, 11, 3, 8u);
  std::vector<std::vector<std::uint8_t>> rows;
  for (int y = 0; y < image.height; ++y) rows.emplace_back(image.at(0, y), image.at(0, y) + 39);
  CHECK(equal(decode_png(test::encode_png_kind(13, 11, {PNG_COLOR_TYPE_RGB, 8, true}, rows), "test"), image));
}

TEST_CASE("every truncation of a PNG is an error", "[png]") {
  const auto bytes = encode_png(noise(6, 5, 4, 1u));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    // A copy of exactly that size, so that a sanitizer sees any access beyond it.
    const std::vector<std::uint8_t> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK_THROWS_AS(decode_png(cut, "test"), Error);
  }
}

TEST_CASE("a damaged PNG is an error or an image, never worse", "[png]") {
  const auto bytes = encode_png(noise(20, 20, 3, 2u));
  std::mt19937 random(3);
  int errors = 0;
  for (int i = 0; i < 2000; ++i) {
    auto damaged = bytes;
    for (int k = 0; k < 3; ++k) damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
    try {
      const ImageU8 image = decode_png(damaged, "test");
      CHECK(image.pixels.size() == std::size_t(image.width) * std::size_t(image.height) * std::size_t(image.channels));
    } catch (const Error& error) {
      ++errors;
      CHECK(error.kind() == ErrorKind::io);
    }
  }
  CHECK(errors > 1900);
}

TEST_CASE("absurd sizes are refused before anything is allocated", "[png]") {
  const auto bytes = encode_png(noise(4, 4, 1, 2u));
  CHECK_THROWS_AS(decode_png(with_size(bytes, 40000, 4), "test"), Error);
  CHECK_THROWS_WITH(decode_png(with_size(bytes, 30000, 30000), "test"), Contains("too large: 30000 x 30000"));
  CHECK_THROWS_WITH(decode_png(with_size(bytes, 16000, 16000), "test"), Contains("cannot hold 16000 x 16000"));
  CHECK_THROWS_AS(decode_png(with_size(bytes, 0, 4), "test"), Error);
  CHECK_THROWS_AS(decode_png(bytes, "test", {3, 1000}), Error);
  CHECK_THROWS_AS(decode_png(bytes, "test", {100, 15}), Error);
  CHECK(decode_png(bytes, "test", {4, 16}).width == 4);
}

TEST_CASE("long texts are passed over, and texts longer than the file are an error", "[png]") {
  const ImageU8 image = noise(17, 9, 3, 5u);
  const auto plain = encode_png(image);
  const auto with_text = [&](std::uint32_t stated, std::size_t held) {
    std::vector<std::uint8_t> chunk(8 + held + 4, 'x');
    put_big_endian(chunk, 0, stated);
    std::copy_n("tEXt", 4, chunk.begin() + 4);
    put_big_endian(chunk, 8 + held, static_cast<std::uint32_t>(crc32(0, chunk.data() + 4, static_cast<uInt>(4 + held))));
    auto bytes = plain;
    bytes.insert(bytes.begin() + 33, chunk.begin(), chunk.end());  // behind the header
    return bytes;
  };
  for (const std::size_t length : {std::size_t{100}, std::size_t{12} << 20})
    CHECK(equal(decode_png(with_text(static_cast<std::uint32_t>(length), length), "test"), image));
  CHECK_THROWS_WITH(decode_png(with_text(1u << 30, 100), "test"), Contains("test is not a valid PNG image"));
}

TEST_CASE("a PNG file is written wholly or not at all", "[png]") {
  const test::TemporaryDirectory folder;
  const ImageU8 image = noise(5, 4, 3, 4u);
  write_png(folder.path() / "a.png", image);
  CHECK(equal(decode_png(read_file(folder.path() / "a.png"), "a"), image));
  CHECK_THROWS_WITH(write_png(folder.path() / "none" / "a.png", image), Contains("none/a.png"));
}
