#include "compress/codec/level_atlases.h"

#include "compress/codec/octree_codes.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <numeric>

namespace asrg {
namespace {

Topology read_topology(const Manifest& manifest, std::span<std::span<const std::uint8_t>> atlases, Problems& problems) {
  std::vector<std::size_t> corners;
  for (const LevelManifest& l : manifest.levels) corners.push_back(static_cast<std::size_t>(l.corners));
  std::vector<Brick> bricks = decode_octree(manifest.lattice, atlases, {corners}, problems);
  if (bricks.empty()) problems.push_back({ProblemCode::empty_model, {}});
  try {
    return build_topology(manifest.lattice, std::move(bricks),
                          std::accumulate(corners.begin(), corners.end(), std::int32_t{0}, std::plus<>()));
  } catch (const Error& e) {
    // Decoded leaves lie within the lattice and do not overlap: the only other error is that there are more corners than announced.
    throw ProblemError(ProblemCode::count_differs, e.what());
  }
}

/// Decodes the symbols of all levels from the rest of the atlases, behind the octree codes.
void read_symbols(const Manifest& manifest, std::span<std::span<const std::uint8_t>> atlases, Model& m, Problems& problems) {
  m.symbols.assign(m.topology.corners.size(), {});
  Contexts contexts(m.topology, m.quantisation, m.symbols);
  for (int level = 0; level < manifest.lattice.levels; ++level) {
    const LevelManifest& l = manifest.levels[level];
    const LevelCorners corners(m.topology, level);
    const std::int32_t count = m.topology.level_begin[level + 1] - m.topology.level_begin[level];
    if (count != l.corners || corners.corner.size() != static_cast<std::size_t>(l.stored))
      throw ProblemError(ProblemCode::count_differs, fmt::format("level {} has {} corners, {} of them stored, instead of {} and {}", level,
                                                                 count, corners.corner.size(), l.corners, l.stored));
    for (int c = 0; c < Channels::count; ++c) {
      decode_channel(contexts, corners, c, l.coding[c], m.symbols, atlases[level], problems);
      if (c == 0) contexts.finish_density(corners);
    }
    if (!atlases[level].empty())
      throw ProblemError(ProblemCode::bytes_left_over, fmt::format("level {}: {} bytes", level, atlases[level].size()));
  }
}

}  // namespace

std::vector<std::vector<AtlasPart>> make_level_atlases(const Model& m, std::vector<LevelManifest>& manifests) {
  const Topology& t = m.topology;
  const int levels = t.lattice.levels;
  const std::vector<SymbolChannels>& symbols = m.symbols;
  Contexts contexts(t, m.quantisation, symbols);
  std::vector<LevelCorners> corners;
  for (int level = 0; level < levels; ++level) {
    corners.emplace_back(t, level);
    contexts.finish_density(corners.back());
  }
  std::vector<std::vector<std::vector<std::uint8_t>>> channels(static_cast<std::size_t>(levels) * Channels::count);
  manifests.assign(static_cast<std::size_t>(levels), {});
  tbb::parallel_for(0, levels * Channels::count, [&](int i) {
    const int level = i / Channels::count, c = i % Channels::count;
    Coding& coding = manifests[level].coding[c];
    coding = choose_coding(contexts, corners[level], c, symbols);
    channels[i] = encode_channel(contexts, corners[level], c, coding, symbols);
  });
  auto octree = encode_octree(t.lattice, t.bricks);
  std::vector<std::vector<AtlasPart>> atlases(static_cast<std::size_t>(levels));
  for (int level = 0; level < levels; ++level) {
    LevelManifest& manifest = manifests[level];
    manifest.corners = t.level_begin[level + 1] - t.level_begin[level];
    manifest.stored = static_cast<std::int32_t>(corners[level].corner.size());
    manifest.step = m.quantisation.step[level];
    atlases[level].push_back({AtlasPart::octree_part, std::move(octree[level])});
    for (int c = 0; c < Channels::count; ++c)
      for (auto& part : channels[level * Channels::count + c]) atlases[level].push_back({c, std::move(part)});
    for (const AtlasPart& part : atlases[level]) manifest.bytes += part.bytes.size();
  }
  return atlases;
}

void read_level_atlases(const Manifest& manifest, std::span<std::span<const std::uint8_t>> atlases, Model& m, Problems& problems) {
  m.topology = read_topology(manifest, atlases, problems);
  read_symbols(manifest, atlases, m, problems);
}

}  // namespace asrg
