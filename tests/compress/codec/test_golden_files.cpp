#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compress/codec/codec.h"
#include "compress/io/file.h"
#include "tests/compress/codec/model_digest.h"
#include "tests/compress/codec/model_for_test.h"

#include <algorithm>
#include <set>

using namespace asrg;

namespace {

const std::filesystem::path golden_folder = ASRG_SOURCE_DIR "/tests/compress/codec/golden";

std::vector<std::filesystem::path> golden_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& e : std::filesystem::directory_iterator(golden_folder))
    if (e.path().extension() == ".asrg") files.push_back(e.path());
  return files;
}

}  // namespace

TEST_CASE("golden files of all versions decode to what they always did") {
  const auto expected = nlohmann::json::parse(read_text_file(golden_folder / "digests.json"));
  const auto files = golden_files();
  CHECK(files.size() == expected.size());
  for (const auto& path : files) {
    CAPTURE(path.stem().string());
    REQUIRE(expected.contains(path.stem().string()));
    const std::map<std::string, std::string> found = test::digest(load_model(path));
    const auto parts = expected[path.stem().string()].get<std::map<std::string, std::string>>();
    CHECK(found == parts);
  }
}

TEST_CASE("golden files are valid, and saved anew they are the same models") {
  for (const auto& path : golden_files()) {
    CAPTURE(path.stem().string());
    const Problems problems = validate_model_file(path);
    CHECK(std::all_of(problems.begin(), problems.end(), [](const Problem& p) { return p.code == ProblemCode::empty_model; }));
    const Model m = load_model(path);
    CHECK(test::digest(decode_model(encode_model(m, Effort::best), "again")) == test::digest(m));
  }
}

TEST_CASE("there is a golden file for each version, each way of coding and each feature") {
  std::set<int> versions;
  std::set<char> codings;
  std::set<BackgroundKind> backgrounds;
  std::set<int> levels;
  bool surroundings = false, supersample = false, distance = false, lobes = false, highlights = false, hanging = false, no_cells = false;
  for (const auto& path : golden_files()) {
    const auto file = read_file(path);
    CHECK(file.size() < 16384);
    const auto json = test::json_of(file);
    versions.insert(json["version"].get<int>());
    for (const auto& level : json["levels"])
      for (const char c : level["coding"].get<std::string>()) codings.insert(c);
    const Model m = decode_model(file, path.string());
    backgrounds.insert(m.background);
    levels.insert(m.topology.lattice.levels);
    surroundings |= m.topology.lattice.surroundings;
    supersample |= m.supersample > 1;
    distance |= m.sample_distance != 0.5f;
    lobes |= m.shader.lobes[0][0][0] != 0;
    highlights |= !m.highlights.empty();
    no_cells |= m.topology.cell_count() == 0;
    hanging |= std::count(m.topology.hanging.begin(), m.topology.hanging.end(), 1) > 0;
  }
  CHECK(versions == std::set<int>{1, 2, 3, 4, 5});
  CHECK(codings == std::set<char>{'-', 'r', 'h', 'd', 's'});
  CHECK(backgrounds.size() == 3);
  CHECK(levels == std::set<int>{1, 2, 3});
  CHECK(surroundings);
  CHECK(supersample);
  CHECK(distance);
  CHECK(lobes);
  CHECK(highlights);
  CHECK(hanging);
  CHECK(no_cells);
}
