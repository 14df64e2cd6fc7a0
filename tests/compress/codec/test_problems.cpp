#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compress/codec/atlas_png.h"
#include "compress/codec/codec.h"
#include "compress/codec/layout.h"
#include "compress/image/png.h"
#include "cuda/core/error.h"
#include "tests/compress/codec/model_for_test.h"

#include <zip.h>

#include <algorithm>
#include <cstring>
#include <set>

using namespace asrg;

namespace {

using Bytes = std::vector<std::uint8_t>;
using Json = nlohmann::ordered_json;

Bytes good_file() { return encode_model(test::tiny_model(), Effort::fast); }

bool has(const Problems& problems, ProblemCode code) {
  return std::any_of(problems.begin(), problems.end(), [&](const Problem& p) { return p.code == code; });
}

/// Validating finds the error and nothing else, and decoding says the same.
bool fails_with(const Bytes& file, ProblemCode code, ErrorKind kind = ErrorKind::invalid_file) {
  const Problems problems = validate_model_file(file);
  if (problems.size() != 1 || problems[0].code != code || problems[0].severity() != Severity::error) return false;
  try {
    decode_model(file, "x.asrg");
  } catch (const Error& e) {
    return e.kind() == kind && std::string(e.what()) == "x.asrg: problem " + problems[0].number() + ": " + problems[0].sentence();
  }
  return false;
}

bool json_fails_with(ProblemCode code, const std::function<void(Json&)>& change) {
  return fails_with(test::with_json(good_file(), change), code);
}

bool png_fails_with(ProblemCode code, const std::function<void(Bytes&)>& change) {
  return fails_with(test::with_entry(good_file(), "level0.png", change), code);
}

/// Replaces all occurrences of one text by another of the same length.
Bytes replaced(Bytes bytes, const std::string& from, const std::string& to) {
  for (auto it = bytes.begin(); (it = std::search(it, bytes.end(), from.begin(), from.end())) != bytes.end();)
    std::copy(to.begin(), to.end(), it);
  return bytes;
}

/// The entries of a file in an archive that deflates them.
Bytes compressed_archive(const Bytes& file) {
  Problems ignored;
  const auto entries = read_archive(file, ignored);
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  zip_source_keep(target);
  for (const auto& e : entries) zip_file_add(zip, e.name.c_str(), zip_source_buffer(zip, e.bytes.data(), e.bytes.size(), 0), 0);
  REQUIRE(zip_close(zip) == 0);
  zip_source_open(target);
  zip_source_seek(target, 0, SEEK_END);
  Bytes bytes(static_cast<std::size_t>(zip_source_tell(target)));
  zip_source_seek(target, 0, SEEK_SET);
  zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

}  // namespace

TEST_CASE("E01-E06: the archive") {
  const Bytes file = good_file();
  CHECK(fails_with({}, ProblemCode::not_an_archive));
  CHECK(fails_with(Bytes(file.begin(), file.end() - 1), ProblemCode::not_an_archive));
  Bytes longer = file;
  longer.push_back(0);
  CHECK(fails_with(longer, ProblemCode::not_an_archive));

  Bytes wrong_count = file;
  ++wrong_count[wrong_count.size() - 22 + 10];
  CHECK(fails_with(wrong_count, ProblemCode::damaged_archive));

  std::vector<ArchiveEntry> many;
  for (int i = 0; i < 65; ++i) many.push_back({std::to_string(i), {}});
  CHECK(fails_with(write_archive(many), ProblemCode::too_many_entries));

  // The deflated model.json claims to hold 600 MB.
  Bytes bomb = compressed_archive(file);
  const std::uint8_t claimed[] = {0, 0, 0, 0x24};
  const std::string local = "PK\3\4", central = "PK\1\2";
  std::copy(claimed, claimed + 4, std::search(bomb.begin(), bomb.end(), local.begin(), local.end()) + 22);
  std::copy(claimed, claimed + 4, std::search(bomb.begin(), bomb.end(), central.begin(), central.end()) + 24);
  CHECK(has(validate_model_file(bomb), ProblemCode::entry_too_large));

  Bytes flipped = file;
  flipped[40] ^= 1;
  CHECK(fails_with(flipped, ProblemCode::entry_damaged));
  CHECK(fails_with(replaced(file, "level1.png", "level0.png"), ProblemCode::damaged_archive));
  CHECK(fails_with(write_archive(std::vector<ArchiveEntry>{{"notes.txt", {1}}}), ProblemCode::entry_missing));
  CHECK(has(validate_model_file(replaced(file, "level1.png", "level7.png")), ProblemCode::entry_missing));
  CHECK(fails_with(replaced(file, "model.json", "model.jsom"), ProblemCode::entry_missing));
}

TEST_CASE("E07-E10: what model.json is") {
  const Bytes file = good_file();
  const auto with_text = [&](const std::string& text) {
    return test::with_entry(file, manifest_name, [&](Bytes& b) { b.assign(text.begin(), text.end()); });
  };
  for (const char* text : {"", "{", "{}x", "{\"format\":NaN}", "{\"format\":Infinity}", "{\"a\":1e999}", "{\"a\":\"\xff\"}", "[1,]"})
    CHECK(fails_with(with_text(text), ProblemCode::json_syntax));
  CHECK(fails_with(with_text(std::string(100, '[')), ProblemCode::json_too_deep));
  CHECK(fails_with(with_text(std::string(1000000, '[')), ProblemCode::json_too_deep));
  CHECK(fails_with(with_text("[]"), ProblemCode::not_a_model));
  CHECK(fails_with(with_text("{}"), ProblemCode::not_a_model));
  CHECK(json_fails_with(ProblemCode::not_a_model, [](Json& j) { j["format"] = "gltf"; }));
  CHECK(json_fails_with(ProblemCode::not_a_model, [](Json& j) { j["format"] = 1; }));
  const Bytes newer = test::with_json(file, [](Json& j) { j["version"] = 6; });
  CHECK(fails_with(newer, ProblemCode::newer_version, ErrorKind::unsupported));
  CHECK_THAT(validate_model_file(newer)[0].sentence(), Catch::Contains("version 6"));
  // A newer version is said to be one even where nothing else is understood.
  CHECK(fails_with(with_text("{\"format\":\"asrg\",\"version\":77}"), ProblemCode::newer_version, ErrorKind::unsupported));
}

TEST_CASE("E11-E14: fields of model.json") {
  for (const char* field : {"version", "lattice", "levels", "offset", "background", "provenance"}) {
    CHECK(json_fails_with(ProblemCode::field_missing, [&](Json& j) { j.erase(field); }));
    CHECK(json_fails_with(ProblemCode::field_missing, [&](Json& j) { j[field] = nullptr; }));
  }
  for (const char* field : {"origin", "cell", "base_bricks", "levels"})
    CHECK(json_fails_with(ProblemCode::field_missing, [&](Json& j) { j["lattice"].erase(field); }));
  for (const char* field : {"corners", "stored", "bytes", "coding", "step"})
    CHECK(json_fails_with(ProblemCode::field_missing, [&](Json& j) { j["levels"][1].erase(field); }));
  CHECK(json_fails_with(ProblemCode::field_missing, [](Json& j) { j["levels"][0]["corners"] = 1.5; }));
  CHECK(json_fails_with(ProblemCode::field_missing, [](Json& j) { j["lattice"]["cell"] = "1"; }));

  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["version"] = 0; }));
  CHECK(json_fails_with(ProblemCode::field_missing, [](Json& j) { j["lattice"]["surroundings"] = 1; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["lattice"]["origin"][1] = 1e30; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["lattice"]["origin"].push_back(1); }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["lattice"]["cell"] = 0; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["lattice"]["cell"] = -1; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["lattice"]["levels"] = 8; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["lattice"]["levels"] = 1; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["lattice"]["base_bricks"][0] = 0; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["lattice"]["base_bricks"][0] = 1 << 20; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["levels"][0]["stored"] = j["levels"][0]["corners"].get<int>() + 1; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["levels"][0]["corners"] = 1ull << 40; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["levels"][0]["corners"] = -1; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["levels"][0]["coding"] = "dddddddx"; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["levels"][0]["coding"] = "ddd"; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["levels"][0]["step"][2] = 0; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["levels"][0]["step"][2] = 1e300; }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["offset"].erase(0); }));
  CHECK(json_fails_with(ProblemCode::field_range, [](Json& j) { j["background"] = "red"; }));

  CHECK(json_fails_with(ProblemCode::grid_too_large, [](Json& j) { j["lattice"]["base_bricks"] = {1000, 1000, 1000}; }));
  CHECK(json_fails_with(ProblemCode::grid_too_large, [](Json& j) { j["levels"][0]["corners"] = j["levels"][1]["corners"] = 1 << 26; }));

  const auto shader_fails = [](const std::function<void(Bytes&)>& change) {
    return fails_with(test::with_entry(good_file(), shader_name, change), ProblemCode::shader_weights);
  };
  CHECK(shader_fails([](Bytes& b) { b.pop_back(); }));
  CHECK(shader_fails([](Bytes& b) { b.push_back(0); }));
  CHECK(shader_fails([](Bytes& b) { b.clear(); }));
  CHECK(shader_fails([](Bytes& b) { b[0] = 0, b[1] = 0x7c; }));  // infinity
  CHECK(shader_fails([](Bytes& b) { b[0] = 0, b[1] = 0x7e; }));  // NaN
  CHECK(fails_with(replaced(good_file(), shader_name, "shader.bit"), ProblemCode::entry_missing));

  const Bytes old = test::as_old_version(good_file(), 1);
  const auto old_fails_with = [&](ProblemCode code, const std::function<void(Json&)>& change) {
    return fails_with(test::with_json(old, change), code);
  };
  CHECK(old_fails_with(ProblemCode::field_missing, [](Json& j) { j.erase("shader"); }));
  CHECK(old_fails_with(ProblemCode::field_missing, [](Json& j) { j["shader"] = nullptr; }));
  CHECK(old_fails_with(ProblemCode::shader_weights, [](Json& j) { j["shader"] = "AAAA"; }));
  CHECK(old_fails_with(ProblemCode::shader_weights, [](Json& j) { j["shader"] = "?"; }));
  CHECK(
      old_fails_with(ProblemCode::shader_weights, [](Json& j) { j["shader"].get_ref<std::string&>().replace(0, 4, "AHwA"); }));  // infinity
}

TEST_CASE("E15-E16: PNGs") {
  CHECK(png_fails_with(ProblemCode::image_damaged, [](Bytes& b) { b.clear(); }));
  CHECK(png_fails_with(ProblemCode::image_damaged, [](Bytes& b) { b[0] = 0; }));
  CHECK(png_fails_with(ProblemCode::image_damaged, [](Bytes& b) { b.resize(b.size() - 20); }));
  CHECK(png_fails_with(ProblemCode::image_damaged, [](Bytes& b) { b[b.size() / 2] ^= 1; }));
  CHECK(png_fails_with(ProblemCode::image_damaged, [](Bytes& b) { b[29] ^= 1; }));  // checksum of IHDR
  CHECK(png_fails_with(ProblemCode::image_kind, [](Bytes& b) { b[24] = 16; }));
  CHECK(png_fails_with(ProblemCode::image_kind, [](Bytes& b) { b[25] = 2; }));
  CHECK(png_fails_with(ProblemCode::image_kind, [](Bytes& b) { b[28] = 1; }));
  CHECK(png_fails_with(ProblemCode::image_kind, [](Bytes& b) { b[16] = 0x7f; }));
  CHECK(png_fails_with(ProblemCode::image_kind, [](Bytes& b) { std::memset(&b[16], 0, 8); }));
  CHECK(png_fails_with(ProblemCode::image_kind, [](Bytes& b) { b = encode_png(ImageU8(10, 10, 3)); }));
  CHECK(png_fails_with(ProblemCode::image_kind, [](Bytes& b) { b = encode_png(ImageU8(10, 10, 1)); }));
  CHECK(png_fails_with(ProblemCode::entry_too_large, [](Bytes& b) { b.resize(2 << 20); }));

  Model m = test::tiny_model();
  m.background = BackgroundKind::environment;
  m.environment.assign(EnvironmentSize::texels, glm::vec3(0.5f));
  const Bytes file = encode_model(m, Effort::fast);
  CHECK(
      fails_with(test::with_entry(file, environment_name, [](Bytes& b) { b = encode_png(ImageU8(32, 32, 3)); }), ProblemCode::image_kind));
  CHECK(
      fails_with(test::with_entry(file, environment_name, [](Bytes& b) { b = encode_png(ImageU8(64, 32, 1)); }), ProblemCode::image_kind));
  CHECK(fails_with(replaced(file, "environment.png", "ENVIRONMENT.PNG"), ProblemCode::entry_missing));
}

TEST_CASE("E17-E22: what the atlases hold") {
  const Bytes file = good_file();
  const auto atlas_fails_with = [&](ProblemCode code, int level, const std::function<void(Bytes&)>& change) {
    return fails_with(test::with_atlas(file, level, change), code);
  };
  // Level 0: one byte for the only brick, 64 bytes of cells, then symbols. Level 1: one byte says that it is split, then children.
  CHECK(atlas_fails_with(ProblemCode::octree_ends_early, 0, [](Bytes& b) { b.resize(40); }));
  CHECK(atlas_fails_with(ProblemCode::octree_ends_early, 1, [](Bytes& b) { b.resize(3); }));
  CHECK(atlas_fails_with(ProblemCode::bytes_left_over, 0, [](Bytes& b) { b.push_back(0); }));
  CHECK(json_fails_with(ProblemCode::bytes_left_over, [](Json& j) { j["levels"][1]["bytes"] = 1 << 29; }));
  CHECK(atlas_fails_with(ProblemCode::octree_empty_node, 0, [](Bytes& b) { std::fill(b.begin() + 1, b.begin() + 65, 0); }));
  CHECK(atlas_fails_with(ProblemCode::octree_empty_node, 1, [](Bytes& b) { b[1] = 0; }));
  CHECK(atlas_fails_with(ProblemCode::symbols_end_early, 1, [](Bytes& b) { b.resize(30); }));
  CHECK(atlas_fails_with(ProblemCode::symbols_end_early, 0, [](Bytes& b) { b.pop_back(); }));
  CHECK(json_fails_with(ProblemCode::count_differs, [](Json& j) { j["levels"][1]["stored"] = j["levels"][1]["stored"].get<int>() - 1; }));
  CHECK(json_fails_with(ProblemCode::count_differs, [](Json& j) { j["levels"][0]["corners"] = j["levels"][0]["corners"].get<int>() + 1; }));
  // 255 stands for -128, and nothing is predicted for the first corner.
  REQUIRE(test::json_of(file)["levels"][0]["coding"].get<std::string>()[0] != 's');
  CHECK(atlas_fails_with(ProblemCode::symbol_range, 0, [](Bytes& b) { b[65] = 255; }));
}

TEST_CASE("W50-W53: warnings do not keep a file from being used") {
  const Bytes file = good_file();
  const Model model = decode_model(file, "file");
  const auto warns = [&](const Bytes& changed, ProblemCode code) {
    const Problems problems = validate_model_file(changed);
    return problems.size() == 1 && problems[0].code == code && problems[0].severity() == Severity::warning &&
           test::same(decode_model(changed, "file"), model);
  };
  Problems ignored;
  std::vector<ArchiveEntry> entries = read_archive(file, ignored);
  entries.push_back({"notes.txt", {'h', 'i'}});
  CHECK(warns(write_archive(entries), ProblemCode::unknown_entry));
  CHECK(has(validate_model_file(compressed_archive(file)), ProblemCode::entry_compressed));
  CHECK(test::same(decode_model(compressed_archive(file), "file"), model));
  CHECK(warns(test::with_atlas(file, 0, [](Bytes& b) { b[0] |= 0x80; }), ProblemCode::padding));
  CHECK(warns(test::with_atlas(file, 1, [](Bytes& b) { b[0] |= 0x40; }), ProblemCode::padding));
  // A PNG that is wider than its bytes.
  const Bytes padded = test::with_entry(file, "level0.png", [&](Bytes& b) {
    const Bytes content = test::atlas_bytes(file, 0);
    ImageU8 image(static_cast<int>(content.size()) + 1, 1, 1);
    std::copy(content.begin(), content.end(), image.pixels.begin());
    image.pixels.back() = 1;
    b = encode_png(image);
  });
  CHECK(warns(padded, ProblemCode::padding));
}

TEST_CASE("fields that are not known are ignored") {
  const Bytes file = good_file();
  const Bytes changed = test::with_json(file, [](Json& j) {
    j["author"] = "somebody";
    j["levels"][0]["colour"] = {1, 2, 3};
  });
  CHECK(validate_model_file(changed).empty());
  CHECK(test::same(decode_model(changed, "file"), decode_model(file, "file")));
}

TEST_CASE("each problem has a number and a sentence of its own") {
  std::set<std::string> sentences;
  int count = 0;
  for (int code = 1; code < 100; ++code) {
    const Problem p{static_cast<ProblemCode>(code), ""};
    if (p.sentence() == "unknown problem") continue;
    ++count;
    sentences.insert(p.sentence());
  }
  CHECK(count == 26);
  CHECK(sentences.size() == 26);
  CHECK(Problem{ProblemCode::octree_ends_early, "level 3"}.number() == "E17");
  CHECK(Problem{ProblemCode::unknown_entry, ""}.number() == "W50");
  CHECK_THAT((Problem{ProblemCode::octree_ends_early, "level 3"}.sentence()), Catch::EndsWith("(level 3)"));
}
