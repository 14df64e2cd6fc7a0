#include "tests/compress/codec/model_for_test.h"

#include "compress/codec/atlas_png.h"
#include "compress/codec/layout.h"
#include "compress/codec/shader_bytes.h"
#include "compress/model/symbols.h"
#include "tests/cuda/grid/grid_for_test.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>

namespace asrg::test {
namespace {

Model finish(Lattice lattice, std::vector<Brick> bricks, Random& random) {
  Model m;
  m.topology = build_topology(lattice, std::move(bricks));
  for (int level = 0; level < lattice.levels; ++level)
    for (int c = 0; c < Channels::count; ++c) m.quantisation.step[level].v[c] = 0.01f + 0.1f * random.unit();
  for (float& o : m.quantisation.offset.v) o = 2.0f * random.unit() - 1.0f;
  std::vector<Channels> residuals(m.topology.corners.size(), splat(0.0f));
  for (int level = 0; level < lattice.levels; ++level)
    for (std::int32_t i = m.topology.level_begin[level]; i < m.topology.level_begin[level + 1]; ++i) {
      const glm::vec3 p(morton_decode(m.topology.corners[i]));
      for (int c = 0; c < Channels::count; ++c) {
        // Features stop early, colour is sparse on fine levels, density is everywhere.
        if (level > 0 && c > 0 && (c > 3 || random.below(4) > 0)) continue;
        const float amplitude = std::ldexp(3.0f, -level);
        const float smooth = std::sin(0.1f * p.x + static_cast<float>(c)) + std::cos(0.07f * p.y) * std::sin(0.05f * p.z);
        residuals[i].v[c] = amplitude * smooth + random.unit() * 0.1f;
      }
    }
  m.symbols = symbols_of(m.topology, m.quantisation, residuals);
  for (int i = 0; i < ShaderWeights::count; ++i) m.shader.data()[i] = 2.0f * random.unit() - 1.0f;
  m.highlights.assign(HighlightMap::count, glm::vec4(0.0f));
  for (int n = 0; n < 40; ++n) {
    const int x = random.below(HighlightMap::side), y = random.below(HighlightMap::side);
    m.highlights[static_cast<std::size_t>(highlight_texel(x, y) * 3 + random.below(3))][random.below(4)] = 2.0f * random.unit() - 1.0f;
  }
  m.highlight_step = highlight_step(m.highlights);
  *m.provenance = {{"tool", "test"}, {"settings", {{"quality", 75}, {"name", "Größe"}}}, {"training_views", {"a.png", "b.png"}}};
  return m;
}

/// Of bytes whose number can be divided by three.
std::string base64(std::span<const std::uint8_t> bytes) {
  constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i + 2 < bytes.size(); i += 3)
    for (int shift = 18; shift >= 0; shift -= 6) text += alphabet[(bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2]) >> shift & 63];
  return text;
}

}  // namespace

Model random_model(std::uint32_t seed, int levels, glm::ivec3 base_bricks) {
  Random random(seed);
  Lattice lattice;
  lattice.origin = {random.unit(), -random.unit(), 3.0f * random.unit()};
  lattice.cell = 0.001f + random.unit();
  lattice.base_bricks = base_bricks;
  lattice.levels = levels;
  return finish(lattice, random_bricks(lattice, random), random);
}

Model tiny_model() {
  Random random(7);
  Lattice lattice;
  lattice.levels = 2;
  Brick b;
  for (int z = 1; z < 5; ++z)
    for (int y = 2; y < 4; ++y)
      for (int x = 3; x < 6; ++x) b.set(x, y, z);
  const std::uint8_t split[] = {1};
  std::vector<Brick> bricks = split_bricks(lattice, {&b, 1}, split);
  for (Brick& brick : bricks) brick.cells[3] &= 0x5a3cULL;
  return finish(lattice, std::move(bricks), random);
}

bool same(const Model& a, const Model& b) {
  const auto equal = [](const auto& x, const auto& y) {
    return x.size() == y.size() && (x.empty() || std::memcmp(x.data(), y.data(), x.size() * sizeof(x[0])) == 0);
  };
  const Lattice &l = a.topology.lattice, &k = b.topology.lattice;
  return l.origin == k.origin && l.cell == k.cell && l.surroundings == k.surroundings && l.base_bricks == k.base_bricks &&
         l.levels == k.levels && equal(a.topology.corners, b.topology.corners) && equal(a.topology.cell_corners, b.topology.cell_corners) &&
         a.topology.level_begin == b.topology.level_begin && a.symbols == b.symbols &&
         equal(std::span(a.quantisation.step), std::span(b.quantisation.step)) &&
         equal(std::span(a.quantisation.offset.v), std::span(b.quantisation.offset.v)) &&
         std::memcmp(a.shader.data(), b.shader.data(), sizeof(ShaderWeights)) == 0 && a.background == b.background &&
         a.supersample == b.supersample && a.sample_distance == b.sample_distance && equal(a.environment, b.environment) &&
         equal(a.highlights, b.highlights) && a.highlight_step == b.highlight_step && *a.provenance == *b.provenance;
}

std::vector<std::uint8_t> with_entry(std::span<const std::uint8_t> file, const std::string& name,
                                     const std::function<void(std::vector<std::uint8_t>&)>& change) {
  Problems ignored;
  std::vector<ArchiveEntry> entries = read_archive(file, ignored);
  for (ArchiveEntry& e : entries)
    if (e.name == name) change(e.bytes);
  return write_archive(entries);
}

nlohmann::ordered_json json_of(std::span<const std::uint8_t> file) {
  Problems ignored;
  for (const ArchiveEntry& e : read_archive(file, ignored))
    if (e.name == manifest_name) return nlohmann::ordered_json::parse(e.bytes.begin(), e.bytes.end());
  return {};
}

std::vector<std::uint8_t> with_json(std::span<const std::uint8_t> file, const std::function<void(nlohmann::ordered_json&)>& change) {
  return with_entry(file, manifest_name, [&](std::vector<std::uint8_t>& bytes) {
    auto json = nlohmann::ordered_json::parse(bytes.begin(), bytes.end());
    change(json);
    const std::string text = json.dump();
    bytes.assign(text.begin(), text.end());
  });
}

std::vector<std::uint8_t> as_old_version(std::span<const std::uint8_t> file, int version) {
  Problems ignored;
  std::vector<ArchiveEntry> entries = read_archive(file, ignored);
  std::erase_if(entries, [](const ArchiveEntry& e) { return e.name == highlights_name; });
  std::string shader;
  for (ArchiveEntry& e : entries)
    if (e.name == shader_name && version < 4) {
      e.bytes.resize(shader_bytes_without_lobes);
      shader = base64(e.bytes);
    }
  if (version <= 2) std::erase_if(entries, [](const ArchiveEntry& e) { return e.name == shader_name; });
  return with_json(write_archive(entries), [&](auto& json) {
    json["version"] = version;
    json.erase("highlight_step");
    if (version < 4) {
      json.erase("sample_distance");
      json.erase("supersample");
    }
    if (version <= 2) json["shader"] = shader;
  });
}

std::vector<std::uint8_t> atlas_bytes(std::span<const std::uint8_t> file, int level) {
  const std::size_t count = json_of(file)["levels"][static_cast<std::size_t>(level)]["bytes"];
  Problems ignored;
  std::vector<std::uint8_t> bytes;
  for (const ArchiveEntry& e : read_archive(file, ignored))
    if (e.name == atlas_name(level)) bytes = read_atlas(e.bytes, e.name, count, ignored);
  return bytes;
}

std::vector<std::uint8_t> with_atlas(std::span<const std::uint8_t> file, int level,
                                     const std::function<void(std::vector<std::uint8_t>&)>& change) {
  std::vector<std::uint8_t> bytes = atlas_bytes(file, level);
  change(bytes);
  const auto announced = with_json(file, [&](auto& json) { json["levels"][static_cast<std::size_t>(level)]["bytes"] = bytes.size(); });
  return with_entry(announced, atlas_name(level), [&](std::vector<std::uint8_t>& png) { png = write_atlas({&bytes, 1}, Effort::fast); });
}

}  // namespace asrg::test
