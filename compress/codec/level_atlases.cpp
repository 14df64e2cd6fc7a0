#include "compress/codec/level_atlases.h"

#include "compress/codec/octree_codes.h"

#include <tbb/parallel_for.h>

namespace asrg {

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

}  // namespace asrg
