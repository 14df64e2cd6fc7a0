#include "compress/codec/archive.h"
#include "compress/codec/codec.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/commands/small_model.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace asrg;
using nlohmann::json;
using test::run_asrg;

namespace {

/// Exit codes and sentences of every command that reads a model.
void check_readers(const std::filesystem::path& model, const std::filesystem::path& data, int code, const std::string& in_sentence) {
  const std::vector<std::vector<std::string>> commands = {{"info", model},
                                                          {"eval", model, data},
                                                          {"render", model, "-o", data / "never.png"},
                                                          {"bench", model, "--size", "8x8", "--views", "1"}};
  for (const auto& words : commands) {
    const auto r = run_asrg(words);
    INFO(words[0] << ": " << r.err);
    CHECK(r.exit_code == code);
    CHECK_THAT(r.err, Catch::StartsWith("asrg: ") && Catch::Contains(in_sentence));
    CHECK(r.out.empty());
  }
}

/// The bytes of a model's file with its model.json changed.
std::vector<std::uint8_t> with_manifest(const std::filesystem::path& model, const std::function<void(json&)>& change) {
  Problems ignored;
  auto entries = read_archive(read_file(model), ignored);
  for (auto& e : entries)
    if (e.name == "model.json") {
      json manifest = json::parse(e.bytes);
      change(manifest);
      const std::string text = manifest.dump();
      e.bytes.assign(text.begin(), text.end());
    }
  return write_archive(entries);
}

}  // namespace

TEST_CASE("damaged, hostile and newer files are refused by every command") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg";
  test::write_small_data_set(data);
  test::build_small_model(data, model);
  const auto bytes = read_file(model);

  check_readers(folder.path() / "none.asrg", data, 2, "none.asrg");
  CHECK(run_asrg({"validate", folder.path() / "none.asrg"}).exit_code == 2);

  const auto bad = folder.path() / "bad.asrg";
  test::write_bytes(bad, with_manifest(model, [](json& m) { m["version"] = 999; }));
  check_readers(bad, data, 5, "version");
  auto validate = run_asrg({"validate", bad});
  CHECK(validate.exit_code == 3);
  CHECK_THAT(validate.out, Catch::StartsWith("E") && Catch::Contains("newer format version"));

  test::write_bytes(bad, with_manifest(model, [](json& m) { m["levels"] = "many"; }));
  check_readers(bad, data, 3, "bad.asrg");
  CHECK(run_asrg({"validate", bad}).exit_code == 3);

  auto cut = bytes;
  cut.resize(cut.size() - 30);
  test::write_bytes(bad, cut);
  check_readers(bad, data, 3, "E0");
  validate = run_asrg({"validate", bad, "--json"});
  CHECK(validate.exit_code == 3);
  const json problems = json::parse(validate.out);
  CHECK(problems["valid"] == false);
  REQUIRE(problems["problems"].size() >= 1);
  for (const char* key : {"number", "severity", "sentence"}) CHECK(problems["problems"][0].contains(key));

  test::write_bytes(bad, {});
  check_readers(bad, data, 3, "bad.asrg");
}

TEST_CASE("nonsense in the provenance harms no command") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg";
  test::write_small_data_set(data);
  test::build_small_model(data, model);
  Model m = load_model(model);
  const json nonsense[] = {
      json::object(),
      {{"downscale", -5}, {"holdout", "eight"}, {"training_views", {1, nullptr, {{"a", 1}}}}, {"view", 7}, {"dataset", json::array()}},
      {{"downscale", 1e30},
       {"view", {{"up", {0, 0, 0}}, {"target", {1, 2}}, {"distance", -1}, {"field_of_view", 1e9}, {"size", {0, 1 << 30}}}}},
      {{"view", {{"up", {1e38, 1e38, 1e38}}, {"distance", 1e38}, {"size", {"a", "b"}}}}},
  };
  for (const json& provenance : nonsense) {
    INFO(provenance.dump());
    *m.provenance = provenance;
    save_model(model, m, Effort::fast);
    const std::vector<std::vector<std::string>> commands = {{"info", model},
                                                            {"info", model, "--json"},
                                                            {"bench", model, "--size", "8x8", "--views", "1"},
                                                            {"eval", model, data, "--downscale", "1"}};
    for (const auto& words : commands) {
      const auto r = run_asrg(words);
      INFO(words[0] << ": " << r.err);
      CHECK(r.exit_code == 0);
    }
    const auto drawn = run_asrg({"render", model, "-o", folder.path() / "a.png", "--size", "24x24", "--layer", "opacity"});
    CHECK(drawn.exit_code == 0);
    const ImageU8 image = decode_png(read_file(folder.path() / "a.png"), "a");
    CHECK(image.at(12, 12)[0] > image.at(0, 0)[0]);
  }
}

TEST_CASE("info names the parts of a file") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg";
  test::write_small_data_set(data);
  test::build_small_model(data, model, {"--holdout", "4"});
  const json info = json::parse(run_asrg({"info", model, "--json"}).out);
  CHECK(info["bytes"] == std::filesystem::file_size(model));
  CHECK(info["device_bytes"] > 1000);
  CHECK(info["box"]["min"][0] < info["box"]["max"][0]);
  std::int64_t cells = 0, bricks = 0, corners = 0;
  for (const json& level : info["levels"]) {
    cells += level["cells"].get<std::int64_t>();
    bricks += level["bricks"].get<std::int64_t>();
    corners += level["corners"].get<std::int64_t>();
    CHECK(level["steps"].size() == 8);
    CHECK(level["nonzero_corners"] <= level["corners"]);
    for (const char* part : {"octree", "density", "colour", "features"}) CHECK(level["bytes"].contains(part));
  }
  CHECK(cells == info["cells"]);
  CHECK(bricks == info["bricks"]);
  CHECK(corners == info["corners"]);
  const json& provenance = info["provenance"];
  CHECK(provenance["holdout"] == 4);
  CHECK(provenance["training_views"].size() == 6);
  CHECK(provenance["settings"]["quality"] == 75);
  CHECK(glm::abs(provenance["view"]["distance"].get<float>() - 2.5f) < 0.1f);
  CHECK_THAT(run_asrg({"info", model}).out, Catch::Contains("6 views") && Catch::Contains("quantisation steps"));
}

TEST_CASE("compare tells how far two images are apart") {
  const test::TemporaryDirectory folder;
  ImageU8 a(20, 16, 3), small(8, 8, 3);
  std::fill(a.pixels.begin(), a.pixels.end(), 100);
  ImageU8 b = a;
  b.at(7, 9)[1] = 130;
  const auto file_a = folder.path() / "a.png", file_b = folder.path() / "b.png", file_small = folder.path() / "small.png";
  write_png(file_a, a);
  write_png(file_b, b);
  write_png(file_small, small);
  const auto equal = run_asrg({"compare", file_a, file_a, "--max-error", "0", "--json"});
  CHECK(equal.exit_code == 0);
  CHECK(json::parse(equal.out) == json{{"max_error", 0}, {"mean_error", 0.0}, {"psnr", nullptr}, {"ssim", 1.0}});
  const auto apart = run_asrg({"compare", file_a, file_b, "--max-error", "29", "--output", folder.path() / "d.png"});
  CHECK(apart.exit_code == 7);
  CHECK_THAT(apart.out, Catch::Contains("max error 30 of 255"));
  CHECK(decode_png(read_file(folder.path() / "d.png"), "d").width == 20);
  CHECK(run_asrg({"compare", file_a, file_b, "--max-error", "30"}).exit_code == 0);
  CHECK(run_asrg({"compare", file_a, file_b}).exit_code == 0);
  const auto sizes = run_asrg({"compare", file_a, file_small});
  CHECK(sizes.exit_code == 7);
  CHECK_THAT(sizes.err, Catch::Contains("20x16") && Catch::Contains("8x8"));
  CHECK(json::parse(run_asrg({"compare", file_small, file_small, "--json"}).out)["ssim"].is_null());
  CHECK(run_asrg({"compare", file_a, folder.path() / "none.png"}).exit_code == 2);
}
