// write_symbols FOLDER: models for the tests of the page's reader, as FOLDER/NAME.asrg, and beside each what the C++ decoder makes of it,
// NAME.symbols: one byte a symbol, channel by channel, corners in canonical order. Files that must be refused are FOLDER/bad_NUMBER_NAME.asrg.
// write_symbols FOLDER FILE.asrg ...: the same of files that are there.

#include "compress/codec/archive.h"
#include "compress/codec/atlas_png.h"
#include "compress/codec/codec.h"
#include "compress/codec/highlight_bytes.h"
#include "compress/codec/layout.h"
#include "compress/codec/manifest.h"
#include "compress/io/file.h"
#include "compress/model/symbols.h"
#include "tests/compress/codec/model_for_test.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <exception>

using namespace asrg;

namespace {

/// The map of highlights as the page has it in a texture: a row R, G, B, all texels with the numbers that count for them.
std::vector<std::uint8_t> highlights_of(const Model& m) {
  std::vector<glm::vec4> map;
  for (int y = 0; y < HighlightMap::side; ++y)
    for (int output = 0; output < ShaderWeights::outputs; ++output)
      for (int x = 0; x < HighlightMap::side; ++x)
        map.push_back(m.highlights[static_cast<std::size_t>(highlight_texel(x, y) * ShaderWeights::outputs + output)]);
  std::vector<std::uint8_t> bytes(map.size() * sizeof(glm::vec4));
  std::memcpy(bytes.data(), map.data(), bytes.size());
  return bytes;
}

/// A model that shines in all directions.
Model shining_model() {
  Model m = test::random_model(21, 2);
  for (int i = 0; i < 4 * HighlightMap::count; ++i) {
    const int texel = i / (4 * ShaderWeights::outputs), x = texel % HighlightMap::side, y = texel / HighlightMap::side;
    if (highlight_texel(x, y) == texel) m.highlights[static_cast<std::size_t>(i / 4)][i % 4] = std::sin(1.7f * static_cast<float>(i));
  }
  m.highlight_step = highlight_step(m.highlights);
  return m;
}

/// Changes the bytes in highlights.png.
std::vector<std::uint8_t> with_highlights(std::span<const std::uint8_t> file,
                                          const std::function<void(std::vector<std::uint8_t>&)>& change) {
  return test::with_entry(file, highlights_name, [&](std::vector<std::uint8_t>& png) {
    Problems ignored;
    std::vector<std::uint8_t> bytes = read_atlas(png, highlights_name, highlight_byte_count, ignored);
    change(bytes);
    png = write_atlas({&bytes, 1}, Effort::fast);
  });
}

void write(const std::filesystem::path& folder, const std::string& name, const std::vector<std::uint8_t>& file) {
  const Model m = decode_model(file, name);
  std::vector<std::uint8_t> symbols;
  for (int c = 0; c < Channels::count; ++c)
    for (const SymbolChannels& s : m.symbols) symbols.push_back(static_cast<std::uint8_t>(s.v[c]));
  write_file_atomically(folder / (name + ".asrg"), file, false);
  write_file_atomically(folder / (name + ".symbols"), symbols, false);
  if (!m.highlights.empty()) write_file_atomically(folder / (name + ".highlights"), highlights_of(m), false);
}

/// A file that decode_model refuses; its name says as what.
void write_bad(const std::filesystem::path& folder, const std::string& name, const std::vector<std::uint8_t>& file) {
  const Problems problems = validate_model_file(file);
  const std::string number = problems.empty() ? "none" : problems.back().number();
  write_file_atomically(folder / ("bad_" + number + "_" + name + ".asrg"), file, false);
}

void write_all(const std::filesystem::path& folder) {
  Model tiny = test::tiny_model();
  write(folder, "tiny", encode_model(tiny, Effort::fast));
  for (const int levels : {1, 2, 3, 4, 5})
    write(folder, "random" + std::to_string(levels),
          encode_model(test::random_model(static_cast<std::uint32_t>(levels), levels), Effort::fast));
  const auto three = encode_model(test::random_model(11, 3, {3, 2, 1}), Effort::fast);
  for (const int version : {1, 2, 3, 4}) write(folder, "version" + std::to_string(version), test::as_old_version(three, version));
  Model around = test::random_model(12, 3);
  around.topology.lattice.surroundings = true;
  around.background = BackgroundKind::environment;
  around.environment.assign(EnvironmentSize::texels, glm::vec3(0.25f, 0.5f, 0.75f));
  const auto surroundings = encode_model(around, Effort::best);
  write(folder, "surroundings", surroundings);
  write(folder, "surroundings2", test::as_old_version(surroundings, 2));

  write(folder, "shining", encode_model(shining_model(), Effort::fast));

  const auto good = encode_model(tiny, Effort::fast);
  // A texel that is not used may hold anything.
  write(folder, "unused", with_highlights(good, [](auto& bytes) { bytes[HighlightMap::side - 1] = 0; }));
  using Json = nlohmann::ordered_json;
  const auto with = [&](const char* name, const std::function<void(Json&)>& change) {
    write_bad(folder, name, test::with_json(good, change));
  };
  with("newer", [](Json& j) { j["version"] = format_version + 1; });
  with("levels", [](Json& j) { j["lattice"]["levels"] = "many"; });
  with("huge", [](Json& j) { j["lattice"]["base_bricks"] = {2000, 2000, 2000}; });
  with("corners", [](Json& j) { j["levels"][0]["corners"] = 60000000; });
  with("fewer", [](Json& j) { j["levels"][1]["corners"] = j["levels"][1]["corners"].get<int>() - 1; });
  with("stored", [](Json& j) { j["levels"][1]["stored"] = j["levels"][1]["stored"].get<int>() - 1; });
  with("coding", [](Json& j) { j["levels"][0]["coding"] = "dddddddx"; });
  with("step", [](Json& j) { j["levels"][0]["step"][3] = 0; });
  with("bytes", [](Json& j) { j["levels"][1]["bytes"] = 900000000; });
  with("format", [](Json& j) { j["format"] = "zip"; });
  with("highlight_step0", [](Json& j) { j["highlight_step"] = 0; });
  with("highlight_step_large", [](Json& j) { j["highlight_step"] = 2e9; });
  with("highlight_step_text", [](Json& j) { j["highlight_step"] = "0.1"; });
  write_bad(folder, "highlights_missing", test::with_json(test::as_old_version(good, 4), [](Json& j) {
              j["version"] = format_version;
              j["highlight_step"] = 0.1;
            }));
  write_bad(folder, "highlight_range", with_highlights(good, [](auto& bytes) { bytes[40] = 0; }));
  write_bad(folder, "highlights_short", with_highlights(good, [](auto& bytes) { bytes.resize(bytes.size() / 2); }));
  write_bad(folder, "highlights_long", with_highlights(good, [](auto& bytes) { bytes.resize(3 * bytes.size()); }));
  write_bad(folder, "highlights_cut", test::with_entry(good, highlights_name, [](auto& png) { png.resize(png.size() - 20); }));
  write_bad(folder, "short_atlas", test::with_atlas(good, 1, [](auto& bytes) { bytes.resize(3); }));
  write_bad(folder, "long_atlas", test::with_atlas(good, 1, [](auto& bytes) { bytes.push_back(0); }));
  write_bad(folder, "shader", test::with_entry(good, "shader.bin", [](auto& bytes) { bytes.pop_back(); }));
  write_bad(folder, "no_png", test::with_entry(good, "level0.png", [](auto& bytes) { bytes[1] = 'J'; }));
  write_bad(folder, "cut_png", test::with_entry(good, "level0.png", [](auto& bytes) { bytes.resize(bytes.size() - 20); }));
  for (const std::size_t cut : {std::size_t{0}, std::size_t{40}, good.size() / 2, good.size() - 1})
    write_bad(folder, "cut" + std::to_string(cut), {good.begin(), good.begin() + static_cast<std::ptrdiff_t>(cut)});
  auto flipped = good;
  flipped[good.size() / 3] ^= 16;
  write_bad(folder, "flipped", flipped);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2) return 1;
    std::filesystem::create_directories(argv[1]);
    if (argc == 2) write_all(argv[1]);
    for (int i = 2; i < argc; ++i) write(argv[1], std::filesystem::path(argv[i]).stem().string(), read_file(argv[i]));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
