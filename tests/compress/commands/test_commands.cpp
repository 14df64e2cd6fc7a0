#include "compress/image/png.h"
#include "compress/io/file.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/fit/synthetic_scene.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <csignal>
#include <fstream>

using namespace asrg;
using test::run_asrg;

namespace {

/// Writes a scene in NeRF-synthetic layout.
void write_data_set(const std::filesystem::path& folder, const Scene& scene) {
  for (const bool train : {true, false}) {
    const std::string split = train ? "train" : "test";
    std::filesystem::create_directories(folder / split);
    nlohmann::json frames = nlohmann::json::array();
    for (const View& v : train ? scene.train : scene.test) {
      const std::string stem = std::filesystem::path(v.name).stem();
      write_png(folder / split / (stem + ".png"), v.image);
      nlohmann::json rows = nlohmann::json::array();
      for (int r = 0; r < 3; ++r)
        rows.push_back({v.camera.rotation[0][r], -v.camera.rotation[1][r], -v.camera.rotation[2][r], v.camera.position[r]});
      rows.push_back({0, 0, 0, 1});
      frames.push_back({{"file_path", "./" + split + "/" + stem}, {"transform_matrix", rows}});
    }
    const Camera& c = scene.train[0].camera;
    std::ofstream(folder / ("transforms_" + split + ".json"))
        << nlohmann::json{{"camera_angle_x", 2 * std::atan(0.5 * c.size.x / c.focal.x)}, {"frames", frames}};
  }
}

}  // namespace

TEST_CASE("from photos to a measured file: build, info, validate, eval, render, bench, compare") {
  const test::TemporaryDirectory folder;
  const std::string data = folder.path() / "ball", model = folder.path() / "ball.asrg", json = folder.path() / "eval.json";
  write_data_set(data, test::ball_scene(12, 40));
  const auto build = run_asrg({"build", data, "-o", model, "--steps", "60", "--resolution", "64", "--json", "--quiet", "--fast-encode"});
  INFO(build.err);
  REQUIRE(build.exit_code == 0);
  CHECK(nlohmann::json::parse(build.out)["bytes"] == std::filesystem::file_size(model));
  CHECK(!std::filesystem::exists(model + ".ckpt"));

  const auto info = nlohmann::json::parse(run_asrg({"info", model, "--json"}).out);
  CHECK(info["levels"].size() >= 2);
  CHECK(info["cells"] > 0);
  CHECK(run_asrg({"info", model}).exit_code == 0);

  const auto validate = run_asrg({"validate", model, "--json"});
  CHECK(validate.exit_code == 0);
  CHECK(nlohmann::json::parse(validate.out)["valid"] == true);

  const auto eval = run_asrg({"eval", model, data, "--json", json, "--images", folder.path() / "views"});
  INFO(eval.err);
  REQUIRE(eval.exit_code == 0);
  const auto measured = nlohmann::json::parse(read_text_file(json));
  for (const char* key : {"psnr", "ssim", "lpips", "bytes", "views", "ms_per_frame", "per_view"}) CHECK(measured.contains(key));
  CHECK(measured["psnr"] > 15.0);
  CHECK(measured["lpips"].is_null());
  CHECK(measured["views"] == 2);
  CHECK(decode_png(read_file(folder.path() / "views" / "test_r_2.png"), "view").width == 3 * 40);

  CHECK(run_asrg({"eval", model, data, "--split", "train"}).exit_code == 0);
  const auto refused = run_asrg({"eval", model, data, "--split", "holdout4"});
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.err, Catch::Contains("was fitted on"));

  const std::string a = folder.path() / "a.png", b = folder.path() / "b.png";
  CHECK(run_asrg({"render", model, "--orbit", "1", "-o", a, "--size", "32x24"}).exit_code == 0);
  CHECK(run_asrg({"render", model, "--orbit", "1", "-o", b, "--size", "32x24", "--layer", "normal"}).exit_code == 0);
  CHECK(run_asrg({"render", model, "--cameras", data + "/transforms_test.json", "-o", folder.path() / "frames", "--size", "16x16"})
            .exit_code == 0);
  CHECK(std::filesystem::exists(folder.path() / "frames" / "frame_0001.png"));
  CHECK(run_asrg({"compare", a, a, "--max-error", "0"}).exit_code == 0);
  const auto different = run_asrg({"compare", a, b, "--max-error", "3", "--json"});
  CHECK(different.exit_code == 7);
  CHECK(nlohmann::json::parse(different.out)["max_error"] > 3);

  const auto bench = nlohmann::json::parse(run_asrg({"bench", model, "--size", "64x48", "--views", "2", "--json"}).out);
  CHECK(bench["results"][0]["fps"]["median"] > 0);

  SECTION("a file cut short is an invalid file, and its problem has a number") {
    auto bytes = read_file(model);
    bytes.resize(bytes.size() / 2);
    write_file_atomically(model, bytes);
    const auto cut = run_asrg({"validate", model});
    CHECK(cut.exit_code == 3);
    CHECK_THAT(cut.out, Catch::Contains("E0"));
    CHECK(run_asrg({"info", model}).exit_code == 3);
  }
}

TEST_CASE("an interruption leaves a checkpoint, and --resume goes on") {
  const test::TemporaryDirectory folder;
  const std::string data = folder.path() / "ball", model = folder.path() / "ball.asrg";
  write_data_set(data, test::ball_scene(8, 32));
  const auto stopped = test::run_asrg_until({"build", data, "-o", model, "--resolution", "64", "--steps", "1000000"}, " %, left ", SIGINT);
  INFO(stopped.err);
  CHECK(stopped.exit_code == 130);
  REQUIRE(std::filesystem::exists(model + ".ckpt"));
  CHECK(!std::filesystem::exists(model));
  const auto resumed = run_asrg({"build", data, "-o", model, "--resume", model + ".ckpt", "--steps", "20", "--quiet", "--fast-encode"});
  INFO(resumed.err);
  CHECK(resumed.exit_code == 0);
  CHECK(std::filesystem::exists(model));
}

TEST_CASE("bad input gets one sentence and the documented exit code") {
  const test::TemporaryDirectory folder;
  const std::string data = folder.path() / "ball", model = folder.path() / "x.asrg";
  write_data_set(data, test::ball_scene(6, 24));
  const auto expect = [&](std::vector<std::string> arguments, int code, const std::string& text) {
    const auto r = run_asrg(arguments);
    INFO(arguments[0] << ": " << r.err);
    CHECK(r.exit_code == code);
    CHECK_THAT(r.err, Catch::Contains(text));
    CHECK(r.err.rfind("asrg: ", 0) == 0);
    CHECK(!std::filesystem::exists(model));
  };
  expect({"build", data, "-o", model, "--no-such-option"}, 1, "--no-such-option");
  expect({"build", data, "-o", model, "--max-size", "huge"}, 1, "huge");
  expect({"build", data, "-o", model, "--box", "1,1,1,0,0,0"}, 1, "--box");
  expect({"build", folder.path() / "nowhere", "-o", model}, 2, "nowhere");
  expect({"build", data, "-o", folder.path() / "no" / "folder" / "x.asrg"}, 2, "does not exist");
  expect({"build", data, "-o", model, "--device", "cuda"}, 5, "cuda");
  expect({"build", data, "-o", model, "--quiet", "--resume", folder.path() / "none.ckpt"}, 2, "none.ckpt");
  expect({"info", folder.path() / "none.asrg"}, 2, "none.asrg");
  std::ofstream(folder.path() / "text.asrg") << "not a model";
  expect({"info", folder.path() / "text.asrg"}, 3, "text.asrg");
  expect({"render", folder.path() / "text.asrg", "-o", folder.path() / "x.png"}, 3, "text.asrg");
  expect({"compare", folder.path() / "text.asrg", folder.path() / "text.asrg"}, 2, "text.asrg");
  std::ofstream(std::filesystem::path(data) / "train" / "r_0.png") << "broken";
  expect({"build", data, "-o", model}, 2, "r_0.png");
}
