#include "compress/image/png.h"
#include "compress/image/read_image.h"
#include "compress/io/file.h"
#include "compress/pose/colmap_program.h"
#include "compress/pose/judge_model.h"
#include "compress/pose/pose_photos.h"
#include "tests/compress/image/encode_for_test.h"
#include "tests/compress/pose/photos_to_pose.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

using namespace asrg;
using Catch::Matchers::Contains;
using test::begins;
using test::PhotosToPose;
namespace fs = std::filesystem;

TEST_CASE("photos are turned upright, and a JPEG that is upright stays as it is", "[pose]") {
  PhotosToPose p;
  const std::vector<std::uint8_t> values(30 * 20 * 3, 90);
  const auto upright_jpeg = test::encode_jpeg(30, 20, 3, values);
  auto lying = test::encode_jpeg(20, 30, 3, values);
  auto app1 = test::exif_segment(6, true);
  const auto length = app1.size() + 2;
  app1.insert(app1.begin(), {0xff, 0xe1, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)});
  lying.insert(lying.begin() + 2, app1.begin(), app1.end());
  test::write_bytes(p.options.source / "a.jpg", upright_jpeg);
  test::write_bytes(p.options.source / "b.jpg", lying);
  p.run();
  CHECK(read_file(p.options.dataset / "images" / "a.jpg") == upright_jpeg);
  CHECK(read_image_size(p.options.dataset / "images" / "b.jpg.png") == glm::ivec2(30, 20));
  // Sizes differ: each photo has its own camera.
  const auto calls = p.colmap.take_calls();
  CHECK_THAT(calls.at(0), Contains("--ImageReader.single_camera 0") && Contains("SIMPLE_RADIAL"));
  CHECK_THAT(p.noted(), Contains("lens of its own"));
}

TEST_CASE("COLMAP looks at the object alone where there are masks", "[pose]") {
  PhotosToPose p;
  SECTION("alpha") {
    test::write_bytes(p.options.source / "v05.png", encode_png(p.data.images[5]));
    p.run();
    const ImageU8 mask = read_image(p.options.dataset / "masks" / "v05.png.png");
    for (std::size_t i = 0; i < mask.pixels.size(); i += 4) REQUIRE(mask.pixels[i] == p.data.images[5].pixels[i + 3]);
    CHECK(!fs::exists(p.options.dataset / "masks" / "v04.png.png"));
  }
  SECTION("files") {
    fs::create_directories(p.options.source / "masks");
    test::write_bytes(p.options.source / "masks" / "v02.png", encode_png(test::alpha_image(p.data.images[2])));
    p.run();
    CHECK(fs::exists(p.options.dataset / "masks" / "v02.png.png"));
  }
  SECTION("a program") {
    p.options.mask_command = "cp {in} {out}";
    p.run();
    CHECK(fs::exists(p.options.dataset / "masks" / "v11.png.png"));
  }
  CHECK_THAT(p.colmap.take_calls().at(0), Contains("--ImageReader.mask_path"));
}

TEST_CASE("blurred photos are named, and left out where that is asked for", "[pose]") {
  PhotosToPose p;
  // A checker that is sharp in all photos but one.
  for (int i = 0; i < 12; ++i) {
    ImageU8 picture(64, 48, 3);
    for (int y = 0; y < 48; ++y)
      for (int x = 0; x < 64; ++x)
        for (int c = 0; c < 3; ++c)
          picture.at(x, y)[c] = static_cast<std::uint8_t>(i == 6 ? 2 * (x + y) : ((x + i) / 4 + y / 4) % 2 == 0 ? 30 : 220);
    test::write_bytes(p.options.source / (p.data.names[static_cast<std::size_t>(i)] + ".png"), encode_png(picture));
  }
  p.options.drop_blurred = GENERATE(false, true);
  const PosedPhotos posed = p.run();
  CHECK_THAT(p.noted(), Contains("1 of 12 photos is blurred") && Contains("v06.png"));
  CHECK((posed.left_out == std::vector<std::string>{"v06.png"}) == p.options.drop_blurred);
  CHECK(fs::exists(p.options.dataset / "images" / "v06.png") != p.options.drop_blurred);
}

TEST_CASE("a turntable before a background that stands still is recognised", "[pose]") {
  PhotosToPose p;
  for (int i = 0; i < 12; ++i) {
    ImageU8 picture(64, 48, 3);
    for (int y = 0; y < 48; ++y)
      for (int x = 0; x < 64; ++x) {
        const bool object = (x - 32) * (x - 32) + (y - 24) * (y - 24) < 200;
        for (int c = 0; c < 3; ++c) picture.at(x, y)[c] = static_cast<std::uint8_t>(object ? (x * 7 + 31 * i) % 256 : x / 5 % 2 ? 40 : 160);
      }
    test::write_bytes(p.options.source / (p.data.names[static_cast<std::size_t>(i)] + ".png"), encode_png(picture));
  }
  p.run();
  CHECK_THAT(p.noted(), Contains("turntable") && Contains("--mask-command"));
  p.notes.clear();

  // The same when it is COLMAP's model that tells: all cameras in one place.
  test::SphereData still = p.data;
  for (Camera& camera : still.cameras) camera = still.cameras[0];
  test::write_colmap_text(still, p.folder.path() / "made");
  fs::remove_all(p.colmap.models() / "1");
  fs::rename(p.folder.path() / "made" / "sparse", p.colmap.models() / "1");
  fs::remove(p.options.source / "v11.png");
  p.run();
  CHECK_THAT(p.noted(), Contains("cameras stand in one place"));
}

TEST_CASE("photos that were placed by few points are named", "[pose]") {
  const test::TemporaryDirectory folder;
  const test::SphereData data = test::make_sphere_data(5);
  test::write_colmap_binary(data, folder.path());
  // images.bin anew: each photo has ten features, of which v03's only one is a point, the others' all.
  std::vector<std::uint8_t> bytes;
  const auto put = [&](const auto& value) {
    const auto* p = reinterpret_cast<const std::uint8_t*>(&value);
    bytes.insert(bytes.end(), p, p + sizeof value);
  };
  put(std::uint64_t{5});
  for (std::uint32_t i = 0; i < 5; ++i) {
    put(i);
    for (const double value : {1.0, 0.0, 0.0, 0.0, 0.5 * i, 0.0, 0.0}) put(value);
    put(std::uint32_t{7});
    for (const char c : data.names[i] + ".png") put(c);
    put('\0');
    put(std::uint64_t{10});
    for (std::uint64_t k = 0; k < 10; ++k) put(1.5), put(2.5), put(i == 3 && k > 0 ? ~std::uint64_t{0} : k);
  }
  test::write_bytes(folder.path() / "sparse/0/images.bin", bytes);
  std::vector<std::string> notes;
  const PosedPhotos posed =
      judge_model(folder.path(), {"v00.png", "v03.png", "v09.png"}, [&](const std::string& n) { notes.push_back(n); });
  CHECK(posed.posed.size() == 2);
  REQUIRE(!notes.empty());
  CHECK_THAT(notes[0], Contains("few points") && Contains("10 are usual") && Contains("v03.png (1)") && !Contains("v02.png"));
}
