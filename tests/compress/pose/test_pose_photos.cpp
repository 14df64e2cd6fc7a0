#include "compress/image/png.h"
#include "compress/image/read_image.h"
#include "compress/io/file.h"
#include "compress/pose/colmap_program.h"
#include "compress/pose/judge_model.h"
#include "compress/pose/pose_photos.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/image/encode_for_test.h"
#include "tests/compress/pose/fake_colmap.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace asrg;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// Twelve photos, and the fake program with a model of four of them and one of ten.
struct Photos {
  test::TemporaryDirectory folder;
  test::FakeColmap colmap{folder.path() / "fake"};
  test::SphereData data = test::make_sphere_data(12);
  PoseOptions options;
  std::vector<std::string> notes;
  std::atomic<bool> stop = false;
  std::function<void(const std::string&)> on_step;

  Photos() {
    options.source = folder.path() / "photos";
    options.dataset = folder.path() / "posed";
    fs::create_directories(options.source);
    for (std::size_t i = 0; i < data.names.size(); ++i)
      test::write_bytes(options.source / (data.names[i] + ".png"), encode_png(test::opaque(data.images[i])));
    add_model("0", 4);
    add_model("1", 10);
  }
  void add_model(const std::string& name, int views) {
    const fs::path made = folder.path() / "made";
    test::SphereData part = data;
    part.names.resize(static_cast<std::size_t>(views));
    part.cameras.resize(static_cast<std::size_t>(views));
    part.images.resize(static_cast<std::size_t>(views));
    test::write_colmap_text(part, made);
    fs::rename(made / "sparse", colmap.models() / name);
    fs::remove_all(made);
  }
  PosedPhotos run() {
    notes.clear();
    const PoseListener listener{[&](const std::string& step, double, const std::string&) {
                                  if (on_step) on_step(step);
                                },
                                [&](const std::string& sentence) { notes.push_back(sentence); }};
    return pose_photos(options, listener, stop);
  }
  std::string noted() const {
    std::string all;
    for (const auto& n : notes) all += n + "\n";
    return all;
  }
};

bool begins(const std::string& call, const char* command) { return call.rfind(std::string(command) + " ", 0) == 0; }

}  // namespace

TEST_CASE("photos become a data set with the largest of COLMAP's models", "[pose]") {
  Photos p;
  const PosedPhotos posed = p.run();
  CHECK(posed.posed.size() == 10);
  CHECK(posed.not_posed == std::vector<std::string>{"v10.png", "v11.png"});
  CHECK(posed.points > 0);
  CHECK_THAT(p.noted(), Contains("2 parts") && Contains("10 photos") && Contains("not those of 4"));

  const auto calls = p.colmap.take_calls();
  REQUIRE(calls.size() == 3);
  CHECK(begins(calls[0], "feature_extractor"));
  CHECK_THAT(calls[0], Contains("--SiftExtraction.use_gpu 0") && Contains("--ImageReader.single_camera 1") && Contains("OPENCV"));
  CHECK_THAT(calls[0], !Contains("mask_path"));
  CHECK(begins(calls[1], "exhaustive_matcher"));
  CHECK_THAT(calls[1], Contains("--SiftMatching.use_gpu 0"));
  CHECK(begins(calls[2], "mapper"));

  const Scene scene = load_scene(p.options.dataset);
  REQUIRE(scene.train.size() == 10);
  CHECK(glm::distance(scene.train[3].camera.position, p.data.cameras[3].position) < 1e-4f);
  CHECK(scene.train[3].image.pixels == read_image(p.options.source / "v03.png").pixels);
}

TEST_CASE("what is done is not done again, and what was interrupted goes on", "[pose]") {
  Photos p;
  p.on_step = [&](const std::string& step) { p.stop = p.stop || step == "features"; };
  CHECK(p.run().stopped);
  CHECK(!has_cameras(p.options.dataset));
  p.stop = false;
  p.on_step = {};
  p.colmap.take_calls();
  p.colmap.instead("mapper", "kill -9 $$");
  CHECK_THROWS_WITH(p.run(), Contains("mapper") && Contains("signal 9") && Contains("model.log") && Contains("goes on"));
  CHECK(p.colmap.take_calls().size() == 3);
  p.colmap.instead("mapper", "");
  CHECK(p.run().posed.size() == 10);
  const auto calls = p.colmap.take_calls();
  REQUIRE(calls.size() == 1);
  CHECK(begins(calls[0], "mapper"));

  CHECK(p.run().known);
  CHECK(p.colmap.take_calls().empty());

  // Another photo: all is begun anew, and said.
  fs::remove(p.options.source / "v11.png");
  CHECK(p.run().not_posed == std::vector<std::string>{"v10.png"});
  CHECK_THAT(p.noted(), Contains("anew"));
  CHECK(p.colmap.take_calls().size() == 3);
  CHECK(!fs::exists(p.options.dataset / "images" / "v11.png"));
}

TEST_CASE("what goes wrong with COLMAP is said in one sentence", "[pose]") {
  Photos p;
  SECTION("it ends badly") {
    p.colmap.instead("exhaustive_matcher", "echo 'ERROR: disk I/O error'; exit 3");
    CHECK_THROWS_WITH(p.run(),
                      Contains("exhaustive_matcher") && Contains("status 3") && Contains("disk I/O error") && Contains("matches.log"));
    CHECK_THAT(read_text_file(p.options.dataset / "colmap-work" / "matches.log"), Contains("disk I/O error"));
  }
  SECTION("it finds nothing") {
    fs::remove_all(p.colmap.models());
    fs::create_directories(p.colmap.models());
    CHECK_THROWS_WITH(p.run(), Contains("found no cameras") && Contains("12 photos") && Contains("texture"));
    CHECK(!has_cameras(p.options.dataset));
  }
  SECTION("it is not there") {
    setenv("PATH", (p.folder.path() / "nothing").c_str(), 1);
    CHECK_THROWS_WITH(p.run(), Contains("not installed") && Contains("apt install colmap"));
  }
  SECTION("the folder is another data set, or the photos' own") {
    test::write_colmap_text(p.data, p.folder.path() / "other");
    p.options.dataset = p.folder.path() / "other";
    CHECK_THROWS_WITH(p.run(), Contains("cameras already"));
    p.options.dataset = p.options.source;
    CHECK_THROWS_WITH(p.run(), Contains("same folder"));
  }
  SECTION("no photos, too few, none such") {
    p.options.source = p.folder.path() / "nowhere";
    CHECK_THROWS_WITH(p.run(), Contains("nowhere does not exist"));
    fs::create_directories(p.options.source);
    CHECK_THROWS_WITH(p.run(), Contains("holds no photos"));
    for (const char* name : {"v00.png", "v01.png"}) fs::copy(p.folder.path() / "photos" / name, p.options.source);
    CHECK_THROWS_WITH(p.run(), Contains("at least three"));
  }
}

TEST_CASE("where there are few features fainter ones are looked for", "[pose]") {
  Photos p;
  p.colmap.instead("feature_extractor", "echo '  Features:        300'; echo '  Features:        500'");
  CHECK(p.run().posed.size() == 10);
  CHECK_THAT(p.noted(), Contains("only 400 features"));
  const auto calls = p.colmap.take_calls();
  REQUIRE(calls.size() == 4);
  CHECK_THAT(calls[0], !Contains("peak_threshold"));
  CHECK((begins(calls[1], "feature_extractor") && begins(calls[3], "mapper")));
  CHECK_THAT(calls[1], Contains("--SiftExtraction.peak_threshold 0.002"));
  CHECK_THAT(calls[3], Contains("--Mapper.init_min_num_inliers 50"));
  // With enough of them nothing is looked for again; what was found the sensitive way goes on that way.
  p.colmap.instead("mapper", "exit 3");
  fs::remove(p.options.source / "v11.png");
  CHECK_THROWS(p.run());
  p.colmap.instead("mapper", "");
  p.colmap.take_calls();
  CHECK(p.run().posed.size() == 10);
  const auto rest = p.colmap.take_calls();
  REQUIRE(rest.size() == 1);
  CHECK_THAT(rest[0], Contains("init_min_num_inliers"));
}

TEST_CASE("photos are turned upright, and a JPEG that is upright stays as it is", "[pose]") {
  Photos p;
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
  Photos p;
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
  Photos p;
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
  Photos p;
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

TEST_CASE("a video's frames are compared with their neighbours, and some with all others", "[pose]") {
  ColmapJob job{.images = "images", .masks = {}, .work = "work", .names = {}, .in_order = true};
  for (int i = 0; i < 90; ++i) job.names.push_back(fmt::format("f{}", i));
  const auto commands = colmap_commands(job, ColmapStep::matches);
  REQUIRE(commands.size() == 2);
  CHECK(commands[0][0] == "sequential_matcher");
  CHECK(commands[1][0] == "matches_importer");
  const std::string pairs = key_pairs(job.names);
  CHECK(std::count(pairs.begin(), pairs.end(), '\n') == 30 * 29 / 2);
  CHECK_THAT(pairs, Contains("f0 f87\n"));
  job.in_order = false;
  CHECK(colmap_commands(job, ColmapStep::matches).size() == 1);
}
