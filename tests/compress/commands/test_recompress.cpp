#include "compress/io/file.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/commands/small_model.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace asrg;
using nlohmann::json;
using test::run_asrg;

namespace {

/// A data set and a model of it.
struct Rig : test::SmallDataSet {
  std::filesystem::path model = folder.path() / "a.asrg", small = folder.path() / "b.asrg";

  Rig() { test::build_small_model(data, model, {}, 40); }
  double psnr(const std::filesystem::path& file) const {
    const auto measured = folder.path() / "eval.json";
    REQUIRE(run_asrg({"eval", file, data, "--json", measured, "--quiet"}).exit_code == 0);
    return json::parse(read_text_file(measured))["psnr"];
  }
};

}  // namespace

TEST_CASE("recompress makes a file of the size asked for, keeps where it comes from and says what was done") {
  const Rig rig;
  const auto from = static_cast<std::int64_t>(std::filesystem::file_size(rig.model)), limit = from * 7 / 10;
  const json before = json::parse(run_asrg({"info", rig.model, "--json"}).out)["provenance"];
  for (const bool photos : {false, true}) {
    std::vector<std::string> words{"recompress", rig.model, "-o", rig.small, "--max-size", std::to_string(limit), "--quiet"};
    if (photos) words.insert(words.end(), {"--dataset", rig.data, "--steps", "20"});
    const auto r = run_asrg(words);
    INFO(r.err);
    REQUIRE(r.exit_code == 0);
    const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(rig.small));
    CHECK(bytes <= limit);
    CHECK(static_cast<double>(bytes) >= 0.95 * static_cast<double>(limit));
    json after = json::parse(run_asrg({"info", rig.small, "--json"}).out)["provenance"];
    REQUIRE(after["recompressed"].size() == 1);
    CHECK(after["recompressed"][0]["from_bytes"] == from);
    CHECK(after["recompressed"][0]["max_bytes"] == limit);
    CHECK(after["recompressed"][0]["with_photos"] == photos);
    after.erase("recompressed");
    CHECK(after == before);
    CHECK(rig.psnr(rig.small) > rig.psnr(rig.model) - 1.5);
  }
  const auto again = run_asrg({"recompress", rig.small, "-o", rig.small, "--quality", "20"});
  INFO(again.err);
  REQUIRE(again.exit_code == 0);
  CHECK(static_cast<std::int64_t>(std::filesystem::file_size(rig.small)) < limit);
  const json twice = json::parse(run_asrg({"info", rig.small, "--json"}).out)["provenance"]["recompressed"];
  CHECK(twice.size() == 2);
  CHECK(twice[1]["quality"] == 20);
}

TEST_CASE("recompress: what cannot be is a sentence, and FILE stays as it was") {
  const Rig rig;
  const auto bytes = read_file(rig.model);
  const auto expect = [&](std::vector<std::string> more, int code, const std::string& text) {
    std::vector<std::string> words{"recompress", rig.model, "-o", rig.small};
    words.insert(words.end(), more.begin(), more.end());
    const auto r = run_asrg(words);
    INFO(r.err);
    CHECK(r.exit_code == code);
    CHECK_THAT(r.err, Catch::Contains(text));
    CHECK(read_file(rig.model) == bytes);
  };
  expect({}, 1, "one of --max-size and --quality");
  expect({"--max-size", "5kB", "--quality", "50"}, 1, "one of --max-size and --quality");
  expect({"--max-size", "0"}, 1, "'0' is not a size");
  expect({"--max-size", "5kB", "--dataset", rig.folder.path() / "none"}, 2, "none");
  CHECK(!std::filesystem::exists(rig.small));
  expect({"--max-size", "3000"}, 4, "the smallest that this model comes to");
  CHECK(run_asrg({"validate", rig.small}).exit_code == 0);
  // Room that the model has no use for is not filled.
  REQUIRE(run_asrg({"recompress", rig.model, "-o", rig.small, "--max-size", "1MB"}).exit_code == 0);
  CHECK(std::filesystem::file_size(rig.small) < bytes.size() + 200);
}

TEST_CASE("build --target-psnr writes a small file that reaches it, and says where none does") {
  const Rig rig;
  const double reached = rig.psnr(rig.model);
  const auto build = [&](double target) {
    return run_asrg({"build", rig.data, "-o", rig.small, "--steps", "40", "--resolution", "32", "--fast-encode", "--quiet", "--json",
                     "--target-psnr", std::to_string(target)});
  };
  const auto low = build(reached - 2);
  INFO(low.err);
  REQUIRE(low.exit_code == 0);
  CHECK(std::filesystem::file_size(rig.small) < std::filesystem::file_size(rig.model));
  CHECK(rig.psnr(rig.small) >= reached - 2);
  CHECK(json::parse(low.out)["judged_psnr"].get<double>() == Approx(rig.psnr(rig.small)).margin(1e-3));
  const auto high = build(60);
  CHECK(high.exit_code == 4);
  CHECK_THAT(high.err, Catch::Contains("below --target-psnr"));
  CHECK(run_asrg({"validate", rig.small}).exit_code == 0);
  std::filesystem::remove(rig.data / "transforms_test.json");
  const auto none = build(20);
  CHECK(none.exit_code == 1);
  CHECK_THAT(none.err, Catch::Contains("--holdout 8"));
}
