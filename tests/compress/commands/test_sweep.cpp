#include "compress/io/file.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/commands/small_model.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <csignal>
#include <sstream>

using namespace asrg;
using nlohmann::json;
using test::run_asrg;

namespace {

/// A data set and a folder for its sweep.
struct Rig : test::SmallDataSet {
  std::filesystem::path out = folder.path() / "sizes";

  std::vector<std::string> words(const std::string& sizes, const std::string& steps = "30") const {
    return {"sweep", data, "-o", out, "--sizes", sizes, "--steps", steps, "--resolution", "48", "--fast-encode"};
  }
};

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::vector<std::string> lines;
  std::istringstream text(read_text_file(file));
  for (std::string l; std::getline(text, l);) lines.push_back(l);
  return lines;
}

}  // namespace

TEST_CASE("sweep writes a model a size, and a report of them that eval agrees with") {
  const Rig rig;
  const auto r = run_asrg(rig.words("6kB,8kB"));
  INFO(r.err << r.out);
  REQUIRE(r.exit_code == 0);
  const auto metrics = json::parse(read_text_file(rig.out / "metrics.json"));
  REQUIRE(metrics["models"].size() == 2);
  const auto rows = lines_of(rig.out / "curve.csv");
  REQUIRE(rows.size() == 3);
  for (int i = 0; i < 2; ++i) {
    const json& m = metrics["models"][static_cast<std::size_t>(i)];
    const auto file = rig.out / m["file"].get<std::string>();
    CHECK(file.filename() == (i == 0 ? "ball-6kB.asrg" : "ball-8kB.asrg"));
    CHECK(m["bytes"] == std::filesystem::file_size(file));
    CHECK(m["bytes"] <= m["asked"]);
    const auto measured = rig.folder.path() / "eval.json";
    REQUIRE(run_asrg({"eval", file, rig.data, "--json", measured, "--quiet"}).exit_code == 0);
    CHECK(json::parse(read_text_file(measured))["psnr"].get<double>() == Approx(m["psnr"].get<double>()).margin(1e-6));
    CHECK_THAT(rows[static_cast<std::size_t>(i) + 1],
               Catch::StartsWith(file.filename().string() + "," + std::to_string(m["asked"].get<int>()) + "," +
                                 std::to_string(m["bytes"].get<int>())));
  }
  CHECK_THAT(read_text_file(rig.out / "report.html"), Catch::Contains("asrg sweep"));
  CHECK_THAT(read_text_file(rig.out / "curve.svg"), Catch::StartsWith("<svg"));
  CHECK(!std::filesystem::exists(rig.out / "fit.ckpt"));
  const auto info = json::parse(run_asrg({"info", rig.out / "ball-6kB.asrg", "--json"}).out);
  CHECK(info["provenance"]["settings"]["max_bytes"] == 6000);

  SECTION("what was swept before is replaced, a stranger's file is not") {
    write_text_file_atomically(rig.out / "report.html", "my own notes");
    const auto refused = run_asrg(rig.words("6kB"));
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, Catch::Contains("report.html"));
  }
  SECTION("eval makes the same report of files that are there") {
    const auto page = rig.folder.path() / "page.html";
    const auto e = run_asrg({"eval", rig.out / "ball-8kB.asrg", rig.out / "ball-6kB.asrg", rig.data, "--report", page, "--quiet"});
    INFO(e.err);
    REQUIRE(e.exit_code == 0);
    const std::string html = read_text_file(page);
    for (const auto& m : metrics["models"])
      CHECK_THAT(html, Catch::Contains("data-bytes=\"" + std::to_string(m["bytes"].get<int>()) + "\""));
    // The smaller first, whatever the order on the command line.
    CHECK(html.find("ball-6kB.asrg") < html.find("ball-8kB.asrg"));
    CHECK(
        run_asrg({"eval", rig.out / "ball-8kB.asrg", rig.out / "ball-6kB.asrg", rig.data, "--images", rig.folder.path() / "v"}).exit_code ==
        1);
  }
}

TEST_CASE("a size that cannot be reached gives the smallest model, a sentence and exit code 4") {
  const Rig rig;
  const auto r = run_asrg(rig.words("3kB,7kB"));
  INFO(r.err << r.out);
  CHECK(r.exit_code == 4);
  CHECK_THAT(r.err, Catch::Contains("could not be reached") || Catch::Contains("not all sizes could be reached"));
  CHECK(run_asrg({"validate", rig.out / "ball-3kB.asrg"}).exit_code == 0);
  CHECK_THAT(read_text_file(rig.out / "report.html"), Catch::Contains("above what was asked for"));
}

TEST_CASE("sizes that make no sense are refused before anything is fitted") {
  const Rig rig;
  const auto refused = [&](const std::string& sizes, const std::string& text) {
    const auto r = run_asrg(rig.words(sizes));
    INFO(sizes << ": " << r.err);
    CHECK(r.exit_code == 1);
    CHECK_THAT(r.err, Catch::Contains(text));
    CHECK(r.err.find('\n') == r.err.size() - 1);
    CHECK(!std::filesystem::exists(rig.out / "curve.csv"));
  };
  refused("7kB,5kB", "from the smallest to the largest");
  refused("5kB,5000", "same size");
  refused("0,5kB", "'0' is not a size");
  refused("5kB,much", "'much' is not a size");
  refused("5kB,900000GB", "has room for");
}

TEST_CASE("a data set without views to judge on is refused, and told how to hold some out") {
  const Rig rig;
  std::filesystem::remove(rig.data / "transforms_test.json");
  const auto r = run_asrg(rig.words("6kB"));
  CHECK(r.exit_code == 1);
  CHECK_THAT(r.err, Catch::Contains("--holdout 8"));
  auto words = rig.words("5kB", "10");
  words.insert(words.end(), {"--holdout", "4"});
  const auto held = run_asrg(words);
  INFO(held.err);
  CHECK(held.exit_code != 1);
  CHECK(json::parse(read_text_file(rig.out / "metrics.json"))["models"][0]["split"] == "holdout4");
}

TEST_CASE("an interruption of a sweep's fit leaves a checkpoint that it goes on from") {
  const Rig rig;
  const auto stopped = test::run_asrg_until(rig.words("6kB,8kB", "1000000"), " %, left ", SIGINT);
  INFO(stopped.err);
  CHECK(stopped.exit_code == 130);
  CHECK_THAT(stopped.err, Catch::Contains("--resume"));
  REQUIRE(std::filesystem::exists(rig.out / "fit.ckpt"));
  auto words = rig.words("6kB,8kB");
  words.insert(words.end(), {"--resume", rig.out / "fit.ckpt"});
  const auto resumed = run_asrg(words);
  INFO(resumed.err);
  CHECK((resumed.exit_code == 0 || resumed.exit_code == 4));
  CHECK(lines_of(rig.out / "curve.csv").size() == 3);
}

TEST_CASE("an interruption after the second size leaves complete models and a report of just those") {
  const Rig rig;
  const auto stopped = test::run_asrg_until(rig.words("5kB,5500,6kB,6500,7kB,7500,8kB,9kB", "40"), "2 of 8 sizes", SIGINT);
  INFO(stopped.err);
  REQUIRE(stopped.exit_code == 130);
  std::size_t models = 0;
  for (const auto& entry : std::filesystem::directory_iterator(rig.out)) models += entry.path().extension() == ".asrg";
  // Another may have been done before the signal came.
  CHECK(models >= 2);
  CHECK(models < 8);
  CHECK(lines_of(rig.out / "curve.csv").size() == models + 1);
  CHECK(run_asrg({"validate", rig.out / "ball-9kB.asrg", "--json"}).exit_code == 0);
  CHECK(run_asrg({"validate", rig.out / "ball-8kB.asrg", "--json"}).exit_code == 0);
  CHECK(json::parse(read_text_file(rig.out / "metrics.json"))["models"].size() == models);
  CHECK_THAT(read_text_file(rig.out / "report.html"), Catch::Contains(std::to_string(models) + " sizes from"));
}
