#include "compress/image/read_image.h"
#include "compress/io/file.h"
#include "compress/pose/colmap_program.h"
#include "compress/pose/pose_photos.h"
#include "compress/scene/scene.h"
#include "tests/compress/pose/photos_to_pose.h"
#include "tests/compress/scene/sphere_data.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace asrg;
using Catch::Matchers::Contains;
using test::begins;
using test::PhotosToPose;
namespace fs = std::filesystem;

TEST_CASE("photos become a data set with the largest of COLMAP's models", "[pose]") {
  PhotosToPose p;
  const PosedPhotos posed = p.run();
  CHECK(posed.posed.size() == 10);
  CHECK(posed.not_posed == std::vector<std::string>{"v10.png", "v11.png"});
  CHECK(posed.points > 0);
  CHECK_THAT(p.noted(), Contains("2 parts") && Contains("10 photos") && Contains("not those of 4"));

  const auto calls = p.colmap.take_calls();
  REQUIRE(calls.size() == 6);  // the fake turns no model, so that it is asked in either format
  CHECK(begins(calls[0], "feature_extractor"));
  CHECK_THAT(calls[0], Contains("--SiftExtraction.use_gpu 0") && Contains("--ImageReader.single_camera 1") &&
                           Contains("--ImageReader.camera_model OPENCV"));
  CHECK_THAT(calls[0], !Contains("mask_path"));
  CHECK(begins(calls[1], "exhaustive_matcher"));
  CHECK_THAT(calls[1], Contains("--SiftMatching.use_gpu 0"));
  CHECK(begins(calls[2], "mapper"));
  CHECK(begins(calls[3], "bundle_adjuster"));
  CHECK(begins(calls[4], "model_transformer"));

  const Scene scene = load_scene(p.options.dataset);
  REQUIRE(scene.train.size() == 10);
  CHECK(glm::distance(scene.train[3].camera.position, p.data.cameras[3].position) < 1e-4f);
  CHECK(scene.train[3].image.pixels == read_image(p.options.source / "v03.png").pixels);
}

TEST_CASE("what is done is not done again, and what was interrupted goes on", "[pose]") {
  PhotosToPose p;
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
  REQUIRE(calls.size() == 4);
  CHECK(begins(calls[0], "mapper"));

  CHECK(p.run().known);
  CHECK(p.colmap.take_calls().empty());

  // Another photo: all is begun anew, and said.
  fs::remove(p.options.source / "v11.png");
  CHECK(p.run().not_posed == std::vector<std::string>{"v10.png"});
  CHECK_THAT(p.noted(), Contains("anew"));
  CHECK(p.colmap.take_calls().size() == 6);
  CHECK(!fs::exists(p.options.dataset / "images" / "v11.png"));
}

TEST_CASE("what goes wrong with COLMAP is said in one sentence", "[pose]") {
  PhotosToPose p;
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
  PhotosToPose p;
  p.colmap.instead("feature_extractor", "echo '  Features:        300'; echo '  Features:        500'");
  CHECK(p.run().posed.size() == 10);
  CHECK_THAT(p.noted(), Contains("only 400 features"));
  const auto calls = p.colmap.take_calls();
  REQUIRE(calls.size() == 6);
  CHECK_THAT(calls[0], !Contains("peak_threshold"));
  CHECK((begins(calls[1], "feature_extractor") && begins(calls[3], "mapper")));
  CHECK_THAT(calls[1], Contains("--SiftExtraction.peak_threshold 0.002") && Contains("camera_model SIMPLE_PINHOLE"));
  CHECK_THAT(calls[3], Contains("--Mapper.init_min_num_inliers 50"));
  // With enough of them nothing is looked for again; what was found the sensitive way goes on that way.
  p.colmap.instead("mapper", "exit 3");
  fs::remove(p.options.source / "v11.png");
  CHECK_THROWS(p.run());
  p.colmap.instead("mapper", "");
  p.colmap.take_calls();
  CHECK(p.run().posed.size() == 10);
  const auto rest = p.colmap.take_calls();
  REQUIRE(rest.size() == 3);
  CHECK_THAT(rest[0], Contains("init_min_num_inliers"));
}

TEST_CASE("a squashed model is found anew, with one focal length", "[pose]") {
  PhotosToPose p;
  const fs::path cameras = p.colmap.models() / "1" / "cameras.txt";
  const std::string good = read_text_file(cameras);
  const fs::path given = p.folder.path() / "square.txt";
  write_text_file_atomically(given, good, false);
  // COLMAP's OPENCV: fx, fy, cx, cy, k1, k2, p1, p2. The mapper of the second run finds what the data set has.
  write_text_file_atomically(cameras, "3 OPENCV 64 48 70 80 32 24 0 0 0 0\n", false);
  p.colmap.instead("mapper", "[ ! -e " + (p.folder.path() / "again").string() + " ] || cp " + given.string() + " " + cameras.string() +
                                 "; touch " + (p.folder.path() / "again").string());
  CHECK(p.run().posed.size() == 10);
  CHECK_THAT(p.noted(), Contains("differ by 14 %") && Contains("one focal length"));
  const auto calls = p.colmap.take_calls();
  REQUIRE(calls.size() == 9);
  CHECK_THAT(calls[0], Contains("camera_model OPENCV"));
  CHECK_THAT(calls[3], Contains("camera_model RADIAL"));
  CHECK(read_text_file(p.options.dataset / "sparse" / "0" / "cameras.txt") == good);
}

TEST_CASE("the principal point is found last, where colmap can", "[pose]") {
  PhotosToPose p;
  const auto cameras = [&] { return read_text_file(p.options.dataset / "sparse" / "0" / "cameras.txt"); };
  // The sourced words see colmap's own: --input_path MODEL --output_path REFINED.
  const auto refined_to = [](const std::string& camera) { return "cp $2/* $4/; echo '3 " + camera + "' > $4/cameras.txt; exit 0"; };
  SECTION("it is taken") {
    p.colmap.instead("bundle_adjuster", refined_to("OPENCV 64 48 70 70 33 25 0 0 0 0"));
    CHECK(p.run().posed.size() == 10);
    CHECK_THAT(cameras(), Contains("70 70 33 25"));
    CHECK_THAT(p.colmap.take_calls()[3], Contains("--BundleAdjustment.refine_principal_point 1"));
  }
  SECTION("far from the middle it is no camera's") {
    p.colmap.instead("bundle_adjuster", refined_to("OPENCV 64 48 70 70 40 25 0 0 0 0"));
    CHECK(p.run().posed.size() == 10);
    CHECK_THAT(cameras(), !Contains("40 25"));
  }
  SECTION("colmap fails") {
    p.colmap.instead("bundle_adjuster", "exit 3");
    CHECK(p.run().posed.size() == 10);
    CHECK_THAT(p.noted(), Contains("taken to be the pictures' middle") && Contains("status 3"));
  }
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
