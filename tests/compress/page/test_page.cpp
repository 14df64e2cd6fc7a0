#include "compress/io/base64.h"
#include "compress/codec/codec.h"
#include "compress/image/jpeg.h"
#include "compress/image/encode_jpeg.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "compress/page/poster.h"
#include "cuda/core/error.h"
#include "tests/compress/codec/model_for_test.h"
#include "tests/compress/commands/program.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>

using namespace asrg;
using Catch::Matchers::Contains;

namespace {

std::vector<std::uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

/// The bytes behind "data:TYPE;base64,".
std::vector<std::uint8_t> unpacked(const std::string& address, const std::string& type) {
  const std::string head = "data:" + type + ";base64,";
  REQUIRE(address.substr(0, head.size()) == head);
  const auto bytes = base64_decode(address.substr(head.size()));
  REQUIRE(bytes);
  return *bytes;
}

}  // namespace

TEST_CASE("base64_encode writes RFC 4648's examples, and base64_decode reads all that it writes") {
  const std::pair<const char*, const char*> examples[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : examples) CHECK(base64_encode(bytes_of(plain)) == text);
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < 256; ++i) {
    bytes.push_back(static_cast<std::uint8_t>(255 - i));
    CHECK(base64_decode(base64_encode(bytes)) == bytes);
  }
}

TEST_CASE("encode_jpeg's pictures are read back almost as they were, and what is no RGB picture is refused") {
  ImageU8 image(37, 21, 3);
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      for (int c = 0; c < 3; ++c) image.at(x, y)[c] = static_cast<std::uint8_t>(40 + 4 * x + 2 * y + 9 * c);
  const ImageU8 back = decode_jpeg(encode_jpeg(image, 95), "a.jpg");
  REQUIRE((back.width == 37 && back.height == 21 && back.channels == 4));
  int most = 0;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) most = std::max(most, std::abs(image.pixels[i] - back.pixels[i / 3 * 4 + i % 3]));
  CHECK(most <= 6);
  CHECK(encode_jpeg(image, 20).size() < encode_jpeg(image, 95).size());
  CHECK_THROWS_AS(encode_jpeg(ImageU8(4, 4, 1), 90), Error);
  CHECK_THROWS_AS(encode_jpeg(ImageU8(), 90), Error);
}

TEST_CASE("A poster is a JPEG, or a PNG with alpha where the page shines through") {
  Device device = Device::cpu(1);
  const Model model = test::tiny_model();
  const ImageU8 own = decode_jpeg(unpacked(poster_of(device, model, {}), "image/jpeg"), "poster");
  CHECK((own.width == 480 && own.height == 480));
  const ImageU8 green = decode_jpeg(unpacked(poster_of(device, model, glm::vec4(0, 1, 0, 1)), "image/jpeg"), "poster");
  const std::uint8_t* corner = green.at(0, 0);
  CHECK((corner[0] < 8 && corner[1] > 247 && corner[2] < 8));
  const ImageU8 clear = decode_png(unpacked(poster_of(device, model, glm::vec4(0.0f)), "image/png"), "poster");
  REQUIRE((clear.channels == 4 && clear.width == 240));
  CHECK(clear.at(0, 0)[3] == 0);
  bool seen = false;
  for (std::size_t i = 3; i < clear.pixels.size(); i += 4) seen = seen || clear.pixels[i] > 0;
  CHECK(seen);
}

TEST_CASE("page --index lists a folder's models, with links to their pages where there are some") {
  const test::TemporaryDirectory folder;
  const auto file = encode_model(test::tiny_model(), Effort::fast);
  for (const char* name : {"b & c.asrg", "a.asrg"}) write_file_atomically(folder.path() / name, file, false);
  const auto index = folder.path() / "index.html";
  write_text_file_atomically(folder.path() / "a.html", "a page");
  const auto made = test::run_asrg({"page", "--index", folder.path(), "-o", index, "--title", "All <of> them"});
  REQUIRE(made.exit_code == 0);
  CHECK_THAT(made.err, Contains("b & c has no page"));
  const std::string text = read_text_file(index);
  CHECK_THAT(text, Contains("All &lt;of&gt; them") && Contains("href=\"a.html\"") && Contains("b%20%26%20c.asrg") && Contains("b &amp; c"));
  CHECK(text.find("a.html") < text.find("b%20%26%20c.asrg"));
  CHECK(text.find("<of>") == text.npos);
  std::size_t posters = 0;
  for (std::size_t at = text.find("data:image/jpeg"); at != text.npos; at = text.find("data:image/jpeg", at + 1)) ++posters;
  CHECK(posters == 2);

  CHECK(test::run_asrg({"page", "-o", index}).exit_code != 0);
  CHECK(test::run_asrg({"page", folder.path() / "a.asrg", "--index", folder.path(), "-o", index}).exit_code != 0);
  CHECK(test::run_asrg({"page", "--index", folder.path(), "--separate", "-o", index}).exit_code != 0);
  CHECK(test::run_asrg({"page", "--index", folder.path() / "none", "-o", index}).exit_code != 0);
}
