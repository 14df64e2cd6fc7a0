#include "compress/codec/archive.h"
#include "compress/codec/atlas_png.h"
#include "compress/codec/codec.h"
#include "compress/codec/layout.h"
#include "compress/codec/manifest.h"
#include "compress/codec/octree_codes.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

using Parts = std::vector<std::vector<std::uint8_t>>;

void check_limits(const Model& m) {
  const Topology& t = m.topology;
  if (t.cell_corners.size() > max_cells || t.corners.size() > max_corners)
    throw Error(ErrorKind::runtime, fmt::format("a model of {} cells and {} corners is too large to be saved", t.cell_count(), t.corner_count()));
  if (m.residuals.size() != t.corners.size()) throw Error(ErrorKind::runtime, "a model must have one residual a corner");
  if (m.background == BackgroundKind::environment && m.environment.size() != EnvironmentSize::texels)
    throw Error(ErrorKind::runtime, "a model's environment has a wrong number of texels");
}

std::uint8_t byte_from_colour(float c) {
  if (!std::isfinite(c)) throw Error(ErrorKind::runtime, "a model with an environment colour that is not finite cannot be saved");
  return static_cast<std::uint8_t>(std::lround(255.0f * std::clamp(c, 0.0f, 1.0f)));
}

ImageU8 environment_image(const std::vector<glm::vec3>& texels) {
  ImageU8 image(EnvironmentSize::width, EnvironmentSize::height, 3);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = byte_from_colour(texels[i / 3][static_cast<int>(i % 3)]);
  return image;
}

/// The content of each level's atlas, and what the manifest says of it.
std::vector<Parts> encode_levels(const Model& m, std::vector<LevelManifest>& manifests) {
  const Topology& t = m.topology;
  const int levels = t.lattice.levels;
  const Symbols symbols = quantise(m);
  std::vector<std::vector<std::uint8_t>> octree = encode_octree(t.lattice, t.bricks);
  Contexts contexts(t, m.quantisation, symbols);
  std::vector<LevelCorners> corners;
  for (int level = 0; level < levels; ++level) {
    corners.emplace_back(t, level);
    contexts.finish_density(corners.back());
  }
  std::vector<Parts> channels(static_cast<std::size_t>(levels) * Channels::count);
  manifests.resize(static_cast<std::size_t>(levels));
  tbb::parallel_for(0, levels * Channels::count, [&](int i) {
    const int level = i / Channels::count, c = i % Channels::count;
    Coding& coding = manifests[level].coding[c];
    coding = choose_coding(contexts, corners[level], c, symbols);
    channels[i] = encode_channel(contexts, corners[level], c, coding, symbols);
  });
  std::vector<Parts> atlases(static_cast<std::size_t>(levels));
  for (int level = 0; level < levels; ++level) {
    LevelManifest& manifest = manifests[level];
    manifest.corners = t.level_begin[level + 1] - t.level_begin[level];
    manifest.stored = static_cast<std::int32_t>(corners[level].corner.size());
    manifest.step = m.quantisation.step[level];
    atlases[level].push_back(std::move(octree[level]));
    for (int c = 0; c < Channels::count; ++c)
      for (auto& part : channels[level * Channels::count + c]) atlases[level].push_back(std::move(part));
    for (const auto& part : atlases[level]) manifest.bytes += part.size();
  }
  return atlases;
}

}  // namespace

std::vector<std::uint8_t> encode_model(const Model& m, Effort effort) {
  check_limits(m);
  Manifest manifest;
  manifest.lattice = m.topology.lattice;
  manifest.offset = m.quantisation.offset;
  manifest.background = m.background;
  manifest.shader = m.shader;
  manifest.provenance = m.provenance;
  const std::vector<Parts> levels = encode_levels(m, manifest.levels);

  std::vector<ArchiveEntry> entries(levels.size() + 2);
  const std::string json = write_manifest(manifest);
  entries[0] = {manifest_name, {json.begin(), json.end()}};
  if (m.background == BackgroundKind::environment) entries[1] = {environment_name, write_rgb_png(environment_image(m.environment), effort)};
  tbb::parallel_for(std::size_t{0}, levels.size(), [&](std::size_t level) {
    if (manifest.levels[level].bytes > 0) entries[level + 2] = {atlas_name(static_cast<int>(level)), write_atlas(levels[level], effort)};
  });
  std::erase_if(entries, [](const ArchiveEntry& e) { return e.name.empty(); });
  return write_archive(entries);
}

void quantise_model(Model& m) {
  check_limits(m);
  dequantise(quantise(m), m);
  for (int level = m.topology.lattice.levels; level < Lattice::max_levels; ++level) m.quantisation.step[level] = splat(0.0f);
  round_shader(m.shader);
  if (m.background == BackgroundKind::environment)
    for (glm::vec3& texel : m.environment)
      for (int k = 0; k < 3; ++k) texel[k] = static_cast<float>(byte_from_colour(texel[k])) / 255.0f;
  else
    m.environment.clear();
}

void save_model(const std::filesystem::path& path, const Model& model, Effort effort) {
  write_file_atomically(path, encode_model(model, effort));
}

}  // namespace asrg
