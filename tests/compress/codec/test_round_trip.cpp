#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compress/codec/archive.h"
#include "compress/codec/atlas_png.h"
#include "compress/codec/codec.h"
#include "compress/io/file.h"
#include "compress/model/symbols.h"
#include "cuda/core/error.h"
#include "tests/compress/codec/model_for_test.h"
#include "tests/support.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace asrg;

namespace {

Model rounded(Model m) {
  round_model(m);
  return m;
}

bool cannot_be_saved(const Model& m) {
  try {
    encode_model(m, Effort::fast);
  } catch (const Error& e) {
    return e.kind() == ErrorKind::runtime;
  }
  return false;
}

}  // namespace

TEST_CASE("what is decoded is the rounded model, bit by bit") {
  for (const int levels : {1, 2, 3, 4}) {
    const Model m = test::random_model(static_cast<std::uint32_t>(levels), levels);
    REQUIRE(m.topology.cell_count() > 100);
    for (const Effort effort : {Effort::fast, Effort::best}) {
      const auto file = encode_model(m, effort);
      CHECK(validate_model_file(file).empty());
      CHECK(test::same(decode_model(file, "file"), rounded(m)));
    }
  }
}

TEST_CASE("equal models give equal bytes") {
  const Model m = test::random_model(5, 3);
  CHECK(encode_model(m, Effort::best) == encode_model(m, Effort::best));
  CHECK(encode_model(rounded(m), Effort::best) == encode_model(m, Effort::best));
}

TEST_CASE("the best effort is never larger than the fast one") {
  const Model m = test::random_model(6, 3);
  CHECK(encode_model(m, Effort::best).size() <= encode_model(m, Effort::fast).size());
}

TEST_CASE("channels that are zero and levels without cells cost nothing") {
  const Model m = test::random_model(8, 2);
  Model zero = m;
  for (SymbolChannels& s : zero.symbols)
    for (int c = 4; c < Channels::count; ++c) s.v[c] = 0;
  const auto file = encode_model(zero, Effort::best);
  CHECK(file.size() < encode_model(m, Effort::best).size());
  CHECK(test::json_of(file)["levels"][0]["coding"].get<std::string>().substr(4) == "----");
  CHECK(test::same(decode_model(file, "file"), rounded(zero)));

  // The same leaves in a lattice that has room for two finer levels.
  Lattice fine;
  fine.levels = 3;
  Brick b;
  b.set(3, 4, 5);
  Model coarse = test::tiny_model();
  coarse.topology = build_topology(fine, {b});
  coarse.symbols.assign(coarse.topology.corners.size(), {{25, 24, 23, 22, 21, 20, 19, 18}});
  coarse.quantisation.step.fill(splat(0.01f));
  const auto coarse_file = encode_model(coarse, Effort::best);
  Problems problems;
  CHECK(read_archive(coarse_file, problems).size() ==
        5);  // model.json, shader.bin, highlights.png, level 0, and the statement that nothing is split
  CHECK(test::same(decode_model(coarse_file, "file"), rounded(coarse)));
}

TEST_CASE("a model without cells is a valid file") {
  Model m = test::tiny_model();
  m.topology = build_topology(m.topology.lattice, {});
  m.symbols.clear();
  const auto file = encode_model(m, Effort::best);
  CHECK(test::same(decode_model(file, "file"), rounded(m)));
  const Problems problems = validate_model_file(file);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].code == ProblemCode::empty_model);
}

TEST_CASE("the environment is kept as 8-bit colours") {
  Model m = test::tiny_model();
  m.background = BackgroundKind::environment;
  for (int i = 0; i < EnvironmentSize::texels; ++i)
    m.environment.emplace_back(static_cast<float>(i % 64) / 64.0f, -0.5f, 1.0f + static_cast<float>(i));
  for (const Effort effort : {Effort::fast, Effort::best}) {
    const Model d = decode_model(encode_model(m, effort), "file");
    CHECK(test::same(d, rounded(m)));
    CHECK(d.environment[5].x == Approx(5.0 / 64.0).margin(0.5 / 255.0));
    CHECK(d.environment[5].y == 0.0f);
    CHECK(d.environment[5].z == 1.0f);
  }
  for (const BackgroundKind kind : {BackgroundKind::white, BackgroundKind::black}) {
    m.background = kind;
    const Model d = decode_model(encode_model(m, Effort::fast), "file");
    CHECK(d.background == kind);
    CHECK(d.environment.empty());
  }
}

TEST_CASE("files say version 5, and surroundings only where there are some") {
  Model m = test::tiny_model();
  CHECK(test::json_of(encode_model(m, Effort::fast))["version"] == 5);
  CHECK_FALSE(test::json_of(encode_model(m, Effort::fast))["lattice"].contains("surroundings"));
  CHECK_FALSE(decode_model(encode_model(m, Effort::fast), "file").topology.lattice.surroundings);
  m.topology.lattice.surroundings = true;
  CHECK(test::json_of(encode_model(m, Effort::fast))["lattice"]["surroundings"] == true);
  CHECK(decode_model(encode_model(m, Effort::fast), "file").topology.lattice.surroundings);
}

TEST_CASE("how a pixel is integrated is kept, and is a single ray where nothing is said") {
  Model m = test::tiny_model();
  CHECK_FALSE(test::json_of(encode_model(m, Effort::fast)).contains("supersample"));
  m.supersample = 3;
  const auto file = encode_model(m, Effort::fast);
  CHECK(decode_model(file, "file").supersample == 3);
  for (const int bad : {0, -1, most_supersample + 1})
    CHECK_FALSE(validate_model_file(test::with_json(file, [&](auto& json) { json["supersample"] = bad; })).empty());
}

TEST_CASE("what a file would not say is refused, not saved as something else") {
  Model m = test::tiny_model();
  for (const int bad : {0, -1, most_supersample + 1}) {
    m.supersample = bad;
    CHECK(cannot_be_saved(m));
  }
  m.supersample = 1;
  for (const float bad : {-0.1f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    m.highlight_step = bad;
    CHECK(cannot_be_saved(m));
  }
}

TEST_CASE("files of versions 1 to 4 stay readable: none has highlights, 1 to 3 have no lobes, 1 and 2 have the shader in model.json") {
  const Model m = test::tiny_model();
  const auto file = encode_model(m, Effort::fast);
  for (const int version : {1, 2, 3, 4}) {
    const auto old = test::as_old_version(file, version);
    CHECK(test::json_of(old)["version"] == version);
    CHECK(validate_model_file(old).empty());
    Model expected = rounded(m);
    expected.highlights.clear();
    expected.highlight_step = 0;
    if (version < 4) std::memset(expected.shader.lobes, 0, sizeof(expected.shader.lobes));
    CHECK(test::same(decode_model(old, "file"), expected));
    CHECK_FALSE(test::same(decode_model(old, "file"), rounded(m)));
  }
}

TEST_CASE("highlights are kept in 8 bits, and cost nothing where there are none") {
  Model m = test::tiny_model();
  float largest = 0;
  for (const glm::vec4& v : m.highlights)
    for (int c = 0; c < 4; ++c) largest = std::max(largest, std::abs(v[c]));
  REQUIRE(largest > 0.5f);
  const auto file = encode_model(m, Effort::fast);
  const Model d = decode_model(file, "file");
  REQUIRE(d.highlights.size() == m.highlights.size());
  for (std::size_t i = 0; i < m.highlights.size(); ++i)
    for (int c = 0; c < 4; ++c) {
      REQUIRE(std::abs(d.highlights[i][c] - m.highlights[i][c]) <= 0.51f * largest / 127);
      REQUIRE((d.highlights[i][c] == 0) == (std::abs(m.highlights[i][c]) < 0.5f * largest / 127));
    }
  CHECK(encode_model(d, Effort::fast) == file);

  Model none = m;
  none.highlight_step = 0;
  const auto plain = encode_model(none, Effort::fast);
  CHECK_FALSE(test::json_of(plain).contains("highlight_step"));
  CHECK(decode_model(plain, "file").highlights.empty());
  CHECK(rounded(none).highlights.empty());
  CHECK(highlight_step(std::vector<glm::vec4>(HighlightMap::count, glm::vec4(0.0f))) == 0);
}

TEST_CASE("a damaged map of highlights is noticed") {
  const Model m = test::tiny_model();
  const auto file = encode_model(m, Effort::fast);
  const auto with_bytes = [&](std::vector<std::uint8_t> bytes) {
    return test::with_entry(file, "highlights.png",
                            [&](std::vector<std::uint8_t>& png) { png = write_atlas(std::span(&bytes, 1), Effort::fast); });
  };
  std::vector<std::uint8_t> bytes(3468, 128);
  CHECK(validate_model_file(with_bytes(bytes)).empty());
  bytes[1] = 0;
  CHECK(validate_model_file(with_bytes(bytes)).at(0).code == ProblemCode::symbol_range);
  CHECK(validate_model_file(with_bytes(std::vector<std::uint8_t>(1000, 128))).at(0).code == ProblemCode::image_kind);
  CHECK(validate_model_file(test::with_json(file, [](auto& json) { json["highlight_step"] = 0; })).at(0).code == ProblemCode::field_range);
  CHECK(validate_model_file(test::with_json(file, [](auto& json) { json.erase("highlight_step"); })).at(0).code ==
        ProblemCode::unknown_entry);
  CHECK_FALSE(
      validate_model_file(test::with_entry(file, "highlights.png", [](std::vector<std::uint8_t>& png) { png.resize(20); })).empty());
}

TEST_CASE("odd numbers survive: tiny and huge cells, long decimals, unusual provenance") {
  Model m = test::tiny_model();
  m.topology.lattice.origin = {1.0f / 3.0f, -1e-30f, 12345.678f};
  for (const float cell : {1e-7f, 0.1f, 33333.332f}) {
    m.topology.lattice.cell = cell;
    CHECK(test::same(decode_model(encode_model(m, Effort::fast), "file"), rounded(m)));
  }
  *m.provenance = {{"empty", nlohmann::json::object()}, {"null", nullptr}, {"list", {1, 2.5, "\"quoted\"\n", true}}, {"", -1e300}};
  CHECK(*decode_model(encode_model(m, Effort::fast), "file").provenance == *m.provenance);
}

TEST_CASE("a model that makes no sense cannot be saved") {
  const Model good = test::tiny_model();
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  const auto broken = [&](const std::function<void(Model&)>& change) {
    Model m = good;
    change(m);
    return cannot_be_saved(m);
  };
  CHECK_FALSE(cannot_be_saved(good));
  CHECK(broken([&](Model& m) { m.symbols[3].v[1] = -128; }));
  CHECK(broken([&](Model& m) { m.symbols.pop_back(); }));
  CHECK(broken([&](Model& m) {
    m.topology.hanging[5] = 1;
    m.symbols[5].v[0] = 1;
  }));
  CHECK(broken([&](Model& m) { m.quantisation.step[1].v[2] = 0; }));
  CHECK(broken([&](Model& m) { m.quantisation.step[1].v[2] = nan; }));
  CHECK(broken([&](Model& m) { m.quantisation.step[0].v[0] = infinity; }));
  CHECK(broken([&](Model& m) { m.quantisation.offset.v[2] = nan; }));
  CHECK(broken([&](Model& m) { m.shader.w2[3][4] = nan; }));
  CHECK(broken([&](Model& m) { m.topology.lattice.origin.y = infinity; }));
  CHECK(broken([&](Model& m) { m.topology.lattice.cell = 0; }));
  CHECK(broken([&](Model& m) { *m.provenance = nlohmann::json::array(); }));
  CHECK(broken([&](Model& m) { m.background = BackgroundKind::environment; }));
  CHECK(broken([&](Model& m) {
    m.background = BackgroundKind::environment;
    m.environment.assign(EnvironmentSize::texels, glm::vec3(nan));
  }));
  CHECK(broken([&](Model& m) {
    for (int i = 0; i < 100; ++i) *m.provenance = {{"deeper", *m.provenance}};
  }));
}

TEST_CASE("files are written and read, and errors name them") {
  const test::TemporaryDirectory folder;
  const Model m = test::tiny_model();
  const auto path = folder.path() / "a.asrg";
  save_model(path, m, Effort::fast);
  CHECK(test::same(load_model(path), rounded(m)));
  CHECK(validate_model_file(path).empty());
  try {
    load_model(folder.path() / "missing.asrg");
    FAIL("loaded a missing file");
  } catch (const Error& e) {
    CHECK(e.kind() == ErrorKind::io);
    CHECK_THAT(e.what(), Catch::Contains("missing.asrg"));
  }
  write_file_atomically(path, std::vector<std::uint8_t>{1, 2, 3});
  try {
    load_model(path);
    FAIL("loaded three bytes");
  } catch (const Error& e) {
    CHECK(e.kind() == ErrorKind::invalid_file);
    CHECK_THAT(e.what(), Catch::Contains("a.asrg: problem E01: "));
  }
}

TEST_CASE("sizes by level and channel say where the bytes go") {
  const Model m = test::random_model(9, 3);
  const auto sizes = encoded_sizes(m);
  REQUIRE(sizes.size() == 3);
  std::size_t total = 0;
  for (const EncodedSize& s : sizes) {
    CHECK(s.octree > 0);
    total += s.octree;
    for (const std::size_t c : s.channel) total += c;
  }
  CHECK(sizes[2].channel[0] > sizes[2].channel[1]);
  CHECK(sizes[2].channel[7] == 0);
  CHECK(total == Approx(encode_model(m, Effort::fast).size()).epsilon(0.15));
}
