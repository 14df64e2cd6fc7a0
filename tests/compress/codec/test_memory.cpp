#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "compress/codec/codec.h"
#include "compress/codec/layout.h"
#include "compress/io/file.h"
#include "tests/compress/codec/hostile_files.h"
#include "tests/compress/codec/model_for_test.h"
#include "tests/sanitized.h"
#include "tests/support.h"

using namespace asrg;

namespace {

using Json = nlohmann::ordered_json;

#if defined(ASRG_SANITIZED)
constexpr bool measures_memory = false;  // sanitizers take many times as much
#else
constexpr bool measures_memory = true;
#endif

/// Megabytes that the program may take for a small file that it refuses: itself, and the pixels of one atlas.
constexpr double refused_limit = 160;

struct HostileLevel {
  std::size_t corners = 0, bytes = 0;
  std::function<std::uint8_t(std::size_t)> value;  ///< of the atlas
};

/// A file whose symbols are all 0 and whose model.json announces these levels.
/// @param padding bytes of an entry that nobody knows: a larger file may have more corners
void write_file(const std::filesystem::path& path, glm::ivec3 base_bricks, const std::vector<HostileLevel>& levels,
                std::size_t padding = std::size_t{1} << 20) {
  const auto small = encode_model(test::tiny_model(), Effort::fast);
  Json json = test::json_of(small);
  json["lattice"]["base_bricks"] = {base_bricks.x, base_bricks.y, base_bricks.z};
  json["lattice"]["levels"] = levels.size();
  json.erase("highlight_step");
  const Json level = json["levels"][0];
  json["levels"] = Json::array();
  std::vector<test::RepeatedEntry> entries(2);
  for (std::size_t l = 0; l < levels.size(); ++l) {
    json["levels"].push_back(level);
    json["levels"][l]["corners"] = json["levels"][l]["stored"] = levels[l].corners;
    json["levels"][l]["bytes"] = levels[l].bytes;
    json["levels"][l]["coding"] = "--------";
    entries.push_back({atlas_name(static_cast<int>(l)), test::hostile_png(levels[l].bytes, levels[l].value)});
  }
  const std::string text = json.dump();
  entries[0] = {manifest_name, {text.begin(), text.end()}};
  Problems ignored;
  for (auto& e : read_archive(small, ignored))
    if (e.name == shader_name) entries[1] = {shader_name, std::move(e.bytes)};
  if (padding > 0) entries.push_back({"padding", std::vector<std::uint8_t>(padding)});
  test::write_hostile_archive(path, entries);
}

/// asrg validate's outcome. How much memory it took is shown where the program is run by itself: tests/README.md says what was measured.
test::Validation validated(const std::filesystem::path& path) {
  test::Validation v = test::validate(path);
  WARN(fmt::format("{} of {} bytes: {:.0f} MB", path.filename().string(), std::filesystem::file_size(path), v.megabytes));
  return v;
}

/// Whether a file that is not large is refused with this problem, within the limit of memory.
void check_refused(const std::filesystem::path& path, const std::string& problem, double limit = refused_limit) {
  CHECK(std::filesystem::file_size(path) < 2 << 20);
  const test::Validation v = validated(path);
  CAPTURE(v.out, v.megabytes);
  CHECK(v.exit_code == 3);
  CHECK_THAT(v.out, Catch::StartsWith(problem));
  if (measures_memory) CHECK(v.megabytes < limit);
}

constexpr std::size_t most_corners = std::size_t{1} << 26;

std::uint8_t full(std::size_t) { return 0xff; }

}  // namespace

TEST_CASE("more cells than a file may have are counted, not unpacked") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "full.asrg";
  // 64^3 base bricks, all cells present: 2^27 cells.
  constexpr std::size_t bricks = 64 * 64 * 64, bytes = bricks / 8 + 64 * bricks;
  write_file(path, glm::ivec3(64), {{most_corners, bytes, full}});
  check_refused(path, "E13");
  write_file(path, glm::ivec3(64), {{most_corners, bytes, full}}, 0);
  check_refused(path, "E13");
  // As many cells as corners are announced, not more.
  write_file(path, glm::ivec3(64), {{100000, bricks / 8 + 64 * 100000, full}});
  check_refused(path, "E17");
  // 256 x 256 x 64 base bricks.
  constexpr std::size_t many = 256 * 256 * 64;
  write_file(path, {256, 256, 64}, {{most_corners, many / 8 + 64 * many, full}});
  check_refused(path, "E18");
}

TEST_CASE("more corners than announced are noticed before the topology is made") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "isolated.asrg";
  // 2^20 bricks of 64 cells that do not touch: 2^26 cells, but 2^29 corners.
  constexpr std::size_t bricks = 64 * 128 * 128;
  const auto isolated = [](std::size_t i) -> std::uint8_t { return i < bricks / 8 ? 0xff : 1; };
  write_file(path, {64, 128, 128}, {{most_corners, bricks / 8 + 64 * bricks, isolated}});
  check_refused(path, "E20");
  // 32^3 full bricks have 2^24 cells and one corner more than is announced.
  constexpr std::size_t cube = 32 * 32 * 32, corners = 257 * 257 * 257;
  write_file(path, glm::ivec3(32), {{corners - 1, cube / 8 + 64 * cube, full}});
  check_refused(path, "E20", 300);
}

TEST_CASE("a truthful file of few bytes does not take gigabytes either") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "cube.asrg";
  constexpr std::size_t cube = 32 * 32 * 32, corners = 257 * 257 * 257;
  write_file(path, glm::ivec3(32), {{corners, cube / 8 + 64 * cube, full}}, 0);
  check_refused(path, "E13");
  // As many as such a file may have: 200 bytes a corner are what codec.h says.
  constexpr std::size_t small = 12 * 12 * 12, accepted = 97 * 97 * 97;
  write_file(path, glm::ivec3(12), {{accepted, small / 8 + 64 * small, full}}, 0);
  const test::Validation v = validated(path);
  CAPTURE(v.out, v.megabytes);
  CHECK(v.exit_code == 0);
  if (measures_memory) CHECK(v.megabytes < 60 + accepted * 200e-6);
}

TEST_CASE("finer levels are counted, too") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "deep.asrg";
  // 2^24 cells on level 0, each of which has eight children.
  constexpr std::size_t cube = 32 * 32 * 32, corners = 257 * 257 * 257;
  write_file(path, glm::ivec3(32), {{corners, cube / 8 + 64 * cube, full}, {most_corners - corners, cube / 8 + brick_cells * cube, full}});
  check_refused(path, "E13", 300);
}

TEST_CASE("entries that nobody knows are not unpacked, and warned of") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "notes.asrg";
  std::vector<test::RepeatedEntry> entries;
  Problems ignored;
  for (auto& e : read_archive(encode_model(test::tiny_model(), Effort::fast), ignored)) entries.push_back({e.name, std::move(e.bytes)});
  const auto good = entries;
  entries.push_back({"notes.txt", std::vector<std::uint8_t>(1 << 20, ' '), 300});
  test::write_hostile_archive(path, entries);
  const test::Validation v = validated(path);
  CAPTURE(v.out, v.megabytes);
  CHECK(v.exit_code == 0);
  CHECK_THAT(v.out, Catch::Contains("W50") && Catch::Contains("W51") && Catch::Contains("notes.txt"));
  if (measures_memory) CHECK(v.megabytes < refused_limit);

  // Known entries are not unpacked beyond what they can need.
  for (const char* name : {"model.json", "shader.bin", "level1.png"}) {
    entries = good;
    for (auto& e : entries)
      if (e.name == name) e = {e.name, std::vector<std::uint8_t>(1 << 20, ' '), 300};
    test::write_hostile_archive(path, entries);
    const test::Validation known = validated(path);
    CAPTURE(name, known.out, known.megabytes);
    CHECK(known.exit_code == 3);
    CHECK_THAT(known.out, Catch::Contains("E04"));
    if (measures_memory) CHECK(known.megabytes < refused_limit);
  }
}

TEST_CASE("texts within a PNG are not unpacked") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "texts.asrg";
  const auto file = encode_model(test::tiny_model(), Effort::fast);
  const auto content = test::atlas_bytes(file, 0);
  const auto hostile = test::with_entry(file, "level0.png", [&](std::vector<std::uint8_t>& png) {
    png = test::hostile_png(
        content.size(), [&](std::size_t i) { return content[i]; }, 60);
  });
  write_file_atomically(path, hostile);
  const test::Validation v = validated(path);
  CAPTURE(v.out, v.megabytes);
  CHECK(v.exit_code == 0);
  if (measures_memory) CHECK(v.megabytes < refused_limit);
}
