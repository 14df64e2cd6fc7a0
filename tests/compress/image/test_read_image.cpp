#include "compress/image/png.h"
#include "compress/image/read_image.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"
#include "tests/compress/image/encode_for_test.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

using namespace asrg;
using Catch::Matchers::Contains;

TEST_CASE("the format is told from the content, not from the name", "[image]") {
  const test::TemporaryDirectory folder;
  const std::vector<std::uint8_t> grey(12 * 8, 100);
  write_file_atomically(folder.path() / "really_jpeg.png", test::encode_jpeg(12, 8, 1, grey));
  ImageU8 image(5, 7, 1);
  image.pixels.assign(35, 33);
  write_png(folder.path() / "really_png.jpg", image);

  CHECK(read_image_size(folder.path() / "really_jpeg.png") == glm::ivec2(12, 8));
  CHECK(read_image(folder.path() / "really_jpeg.png").width == 12);
  CHECK(is_jpeg_file(folder.path() / "really_jpeg.png"));
  CHECK(read_image_size(folder.path() / "really_png.jpg") == glm::ivec2(5, 7));
  CHECK_FALSE(is_jpeg_file(folder.path() / "really_png.jpg"));
  const ImageU8 read = read_image(folder.path() / "really_png.jpg");
  CHECK(read.channels == 4);
  CHECK(std::vector<std::uint8_t>(read.at(2, 3), read.at(2, 3) + 4) == std::vector<std::uint8_t>{33, 33, 33, 255});
}

TEST_CASE("every kind of PNG becomes RGBA", "[image]") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "a.png";
  const auto first_pixel = [&](int channels, std::vector<std::uint8_t> values) {
    ImageU8 image(1, 1, channels);
    image.pixels = std::move(values);
    write_png(path, image);
    return read_image(path).pixels;
  };
  CHECK(first_pixel(1, {9}) == std::vector<std::uint8_t>{9, 9, 9, 255});
  CHECK(first_pixel(2, {9, 8}) == std::vector<std::uint8_t>{9, 9, 9, 8});
  CHECK(first_pixel(3, {1, 2, 3}) == std::vector<std::uint8_t>{1, 2, 3, 255});
  CHECK(first_pixel(4, {1, 2, 3, 4}) == std::vector<std::uint8_t>{1, 2, 3, 4});
}

TEST_CASE("what is not an image, is empty, cut or missing is an error that names it", "[image]") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "a.png";
  const auto check = [&](const std::vector<std::uint8_t>& bytes) {
    write_file_atomically(path, bytes);
    CHECK_THROWS_WITH(read_image(path), Contains("a.png"));
    CHECK_THROWS_WITH(read_image_size(path), Contains("a.png"));
  };
  check({});
  check({'G', 'I', 'F', '8', '9', 'a', 0, 0});
  auto png = encode_png(ImageU8(4, 4, 3));
  png.resize(20);
  check(png);
  auto jpeg = test::encode_jpeg(8, 8, 1, std::vector<std::uint8_t>(64, 1));
  jpeg.resize(40);
  check(jpeg);
  CHECK_THROWS_WITH(read_image(folder.path() / "none.png"), Contains("none.png") && Contains("No such file"));
  CHECK_THROWS_WITH(read_image_size(folder.path() / "none.png"), Contains("none.png"));
  CHECK_THROWS_AS(read_image(folder.path()), Error);
}

TEST_CASE("images are known by their names' ends", "[image]") {
  CHECK(has_image_extension("a.HEIC"));
  CHECK(has_image_extension("a.tiff"));
  CHECK(has_image_extension("a.png"));
  CHECK(has_image_extension("b/a.JPG"));
  CHECK(has_image_extension("a.jpeg"));
  CHECK_FALSE(has_image_extension("a.npy"));
  CHECK_FALSE(has_image_extension("png"));
}
