#include "compress/image/image_kind.h"
#include "compress/image/read_image.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <string>

using namespace asrg;
using namespace std::string_literals;
using Catch::Matchers::Contains;

namespace {

std::vector<std::uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

struct Known {
  std::string head;
  std::string what, command;
};

const Known foreign[] = {
    {"\x76\x2f\x31\x01\x02\0\0\0"s, "an OpenEXR image", "convert"},
    {"GIF89a\x01\0\x01\0"s, "a GIF image", "convert"},
    {"BM\x7e\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x04\0\0\0"s, "a BMP image", "convert"},
    {"\0\0\0\x0cJXL \r\n\x87\n"s, "a JPEG XL image", "djxl"},
    {"version https://git-lfs.github.com/spec/v1\n"s, "Git LFS", "git lfs pull"},
};

}  // namespace

TEST_CASE("formats that are not read are named by their content, with the way to convert them", "[image]") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "photo.png";
  for (const Known& known : foreign) {
    CAPTURE(known.what);
    CHECK(image_kind(bytes_of(known.head)) == ImageKind::foreign);
    write_file_atomically(path, bytes_of(known.head));
    for (const bool whole : {true, false}) {
      try {
        if (whole)
          read_image(path);
        else
          read_image_size(path);
        FAIL("no error");
      } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::unsupported);
        CHECK_THAT(error.what(), Contains(path.string() + " is ") && Contains(known.what) && Contains(known.command));
      }
    }
  }
}

TEST_CASE("formats with a library of their own are told from their beginning", "[image]") {
  CHECK(image_kind(bytes_of("RIFF\x24\0\0\0WEBPVP8 "s)) == ImageKind::webp);
  CHECK(image_kind(bytes_of("\0\0\0\x18"
                            "ftypheic\0\0\0\0mif1heic"s)) == ImageKind::heif);
  CHECK(image_kind(bytes_of("\0\0\0\x1c"
                            "ftypavif\0\0\0\0"s)) == ImageKind::heif);
  CHECK(image_kind(bytes_of("II*\0\x08\0\0\0"s)) == ImageKind::tiff);
  CHECK(image_kind(bytes_of("MM\0*\0\0\0\x08"s)) == ImageKind::tiff);
  // For a program without the library.
  CHECK_THAT(foreign_image_sentence(bytes_of("RIFF\x24\0\0\0WEBPVP8 "s), "a.webp"),
             Contains("without a library") && Contains("dwebp a.webp"));
}

TEST_CASE("what only begins like a known format is none", "[image]") {
  for (const std::string& text : {"RIFF\x24\0\0\0WAVEfmt "s, "BMI of the patients, in kg/m2"s, "II"s, ""s, "GIF"s, "hello"s}) {
    CAPTURE(text);
    CHECK(image_kind(bytes_of(text)) == ImageKind::unknown);
    CHECK(foreign_image_sentence(bytes_of(text), "a").empty());
  }
  // However much of a head there is, nothing beyond it is read (a sanitizer would see it).
  for (const Known& known : foreign) {
    for (std::size_t length = 0; length < known.head.size(); ++length) image_kind(bytes_of(known.head.substr(0, length)));
  }
}

TEST_CASE("names of formats that are not read are known", "[image]") {
  CHECK(has_foreign_image_extension("a.exr"));
  CHECK(has_foreign_image_extension("b/a.DNG"));
  CHECK_FALSE(has_foreign_image_extension("a.png"));
  CHECK_FALSE(has_foreign_image_extension("a.webp"));
  CHECK_FALSE(has_foreign_image_extension("a.txt"));
}
