#include "compress/image/png.h"
#include "compress/io/file.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/pose/fake_colmap.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <csignal>

using namespace asrg;
using Catch::Matchers::Contains;
using test::run_asrg;
namespace fs = std::filesystem;

namespace {

/// Twelve photos of a sphere before white, and a program colmap that knows the cameras of eleven.
struct Photos {
  test::TemporaryDirectory folder;
  test::FakeColmap colmap{folder.path() / "fake"};
  std::string photos = folder.path() / "ball", model = folder.path() / "ball.asrg";

  Photos() {
    test::SphereData data = test::make_sphere_data(12);
    fs::create_directories(photos);
    for (std::size_t i = 0; i < data.names.size(); ++i) {
      ImageU8 image = test::opaque(data.images[i]);
      for (std::size_t p = 0; p < image.pixels.size(); ++p)
        if (!data.images[i].pixels[p / 3 * 4 + 3]) image.pixels[p] = 255;
      test::write_bytes(fs::path(photos) / (data.names[i] + ".png"), encode_png(image));
    }
    data.names.pop_back();
    data.cameras.pop_back();
    data.images.pop_back();
    test::write_colmap_binary(data, folder.path() / "made");
    fs::rename(folder.path() / "made/sparse/0", colmap.models() / "0");
  }
};

}  // namespace

TEST_CASE("bare photos become a model in one command, and the cameras are kept") {
  Photos p;
  const std::vector<std::string> build{"build",        p.photos, "-o",        p.model, "--steps",      "40",
                                       "--resolution", "32",     "--holdout", "4",     "--fast-encode"};
  const auto first = run_asrg(build);
  INFO(first.err);
  REQUIRE(first.exit_code == 0);
  CHECK_THAT(first.err,
             Contains("has no cameras") && Contains("ball-posed") && Contains("11 of 12 photos have cameras") && Contains("v11.png"));
  CHECK_THAT(first.err, Contains("even white background, of which masks are made"));
  CHECK(p.colmap.take_calls().size() == 6);

  const auto again = run_asrg(build);
  CHECK(again.exit_code == 0);
  CHECK_THAT(again.err, Contains("found before"));
  CHECK(p.colmap.take_calls().empty());

  // The model says what masks were made, so that it is judged by the same.
  const auto info = nlohmann::json::parse(
      run_asrg({"eval", p.model, p.folder.path() / "ball-posed", "--json", p.folder.path() / "e.json", "--quiet"}).exit_code == 0
          ? read_text_file(p.folder.path() / "e.json")
          : "{}");
  CHECK(info.contains("psnr"));
}

TEST_CASE("what pose says, and its exit codes") {
  Photos p;
  const std::string out = p.folder.path() / "posed";
  const auto good = run_asrg({"pose", p.photos, "-o", out, "--json"});
  CHECK(good.exit_code == 0);
  const auto json = nlohmann::json::parse(good.out);
  CHECK(json["posed"].size() == 11);
  CHECK(json["not_posed"][0] == "v11.png");
  CHECK_THAT(good.err, Contains("features (colmap)"));

  p.colmap.instead("feature_extractor", "kill -9 $$");
  const auto killed = run_asrg({"pose", p.photos, "-o", out + "2"});
  CHECK(killed.exit_code == 4);
  CHECK_THAT(killed.err, Contains("feature_extractor") && Contains("signal 9") && Contains("goes on"));
  p.colmap.instead("feature_extractor", "echo 'Processed file [1/2]'; sleep 60");
  const auto interrupted = test::run_asrg_until({"pose", p.photos, "-o", out + "2"}, "features (colmap)", SIGINT);
  CHECK(interrupted.exit_code == 130);
  CHECK_THAT(interrupted.err, Contains("interrupted") && Contains("goes on"));
  p.colmap.instead("feature_extractor", "");
  CHECK(run_asrg({"pose", p.photos, "-o", out + "2", "-q"}).exit_code == 0);

  const auto nothing = run_asrg({"pose", p.folder.path() / "fake", "-o", out + "3"});
  CHECK(nothing.exit_code == 2);
  CHECK_THAT(nothing.err, Contains("holds no photos"));
  const auto swapped = run_asrg({"pose", p.photos, "-o", p.photos});
  CHECK(swapped.exit_code == 1);
}

TEST_CASE("a mask program that fails is named, with its exit status") {
  Photos p;
  test::write_colmap_binary(test::make_sphere_data(3), p.folder.path() / "set");
  fs::remove_all(p.folder.path() / "set/masks");
  const auto r = run_asrg({"build", p.folder.path() / "set", "-o", p.model, "--mask-command", "sh -c 'exit 9' {in} {out}", "-q"});
  CHECK(r.exit_code == 4);
  CHECK_THAT(r.err, Contains("sh for") && Contains("/v0") && Contains("exit status 9"));
  const auto wrong = run_asrg({"build", p.folder.path() / "set", "-o", p.model, "--mask-command", "segment {in}", "-q"});
  CHECK(wrong.exit_code == 1);
  CHECK_THAT(wrong.err, Contains("{out}"));
}
