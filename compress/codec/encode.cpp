#include "compress/codec/archive.h"
#include "compress/codec/atlas_png.h"
#include "compress/codec/codec.h"
#include "compress/codec/layout.h"
#include "compress/codec/manifest.h"
#include "compress/codec/octree_codes.h"
#include "compress/codec/symbols.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

void check_limits(const Model& m) {
  const Topology& t = m.topology;
  if (t.cell_corners.size() > max_cells || t.corners.size() > max_corners)
    throw Error(ErrorKind::runtime, fmt::format("a model of {} cells and {} corners is too large to be saved", t.cell_count(), t.corner_count()));
  if (m.residuals.size() != t.corners.size()) throw Error(ErrorKind::runtime, "a model must have one residual a corner");
  if (m.background == BackgroundKind::environment && m.environment.size() != EnvironmentSize::texels)
    throw Error(ErrorKind::runtime, "a model's environment has a wrong number of texels");
}

/// The atlas of one level: octree codes, then the channels that are not all zero.
std::vector<std::vector<std::uint8_t>> level_sections(const Model& m, int level, std::vector<std::uint8_t> octree, LevelManifest& manifest) {
  const std::vector<std::int32_t> corners = stored_corners(m.topology, level);
  manifest.corners = m.topology.level_begin[level + 1] - m.topology.level_begin[level];
  manifest.stored = static_cast<std::int32_t>(corners.size());
  manifest.octree = octree.size();
  manifest.step = m.quantisation.step[level];
  std::vector<std::vector<std::uint8_t>> sections{std::move(octree)};
  for (int c = 0; c < Channels::count; ++c) {
    const auto symbols = quantise(m.residuals, corners, c, manifest.step.v[c], level_offset(m.quantisation, level, c));
    if (std::all_of(symbols.begin(), symbols.end(), [](std::int8_t s) { return s == 0; })) continue;
    manifest.channels |= 1u << c;
    std::vector<std::uint8_t> bytes(symbols.size());
    std::transform(symbols.begin(), symbols.end(), bytes.begin(), byte_from_symbol);
    sections.push_back(std::move(bytes));
  }
  return sections;
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

}  // namespace

std::vector<std::uint8_t> encode_model(const Model& m, Effort effort) {
  check_limits(m);
  const Lattice& lattice = m.topology.lattice;
  Manifest manifest;
  manifest.lattice = lattice;
  manifest.offset = m.quantisation.offset;
  manifest.background = m.background;
  manifest.shader = m.shader;
  manifest.provenance = m.provenance;
  manifest.levels.resize(static_cast<std::size_t>(lattice.levels));

  std::vector<std::vector<std::uint8_t>> octree = encode_octree(lattice, m.topology.bricks);
  std::vector<ArchiveEntry> atlases(manifest.levels.size());
  tbb::parallel_for(0, lattice.levels, [&](int level) {
    const auto sections = level_sections(m, level, std::move(octree[level]), manifest.levels[level]);
    const bool empty = std::all_of(sections.begin(), sections.end(), [](const auto& s) { return s.empty(); });
    if (!empty) atlases[level] = {atlas_name(level), write_atlas(sections, atlas_width(sections), effort)};
  });

  const std::string json = write_manifest(manifest);
  std::vector<ArchiveEntry> entries{{manifest_name, {json.begin(), json.end()}}};
  if (m.background == BackgroundKind::environment)
    entries.push_back({environment_name, write_rgb_png(environment_image(m.environment), effort)});
  for (ArchiveEntry& atlas : atlases)
    if (!atlas.bytes.empty()) entries.push_back(std::move(atlas));
  return write_archive(entries);
}

void quantise_model(Model& m) {
  check_limits(m);
  for (int level = 0; level < m.topology.lattice.levels; ++level) {
    const std::vector<std::int32_t> corners = stored_corners(m.topology, level);
    std::vector<Channels> rounded(m.residuals.size(), splat(0.0f));
    for (int c = 0; c < Channels::count; ++c) {
      const float step = m.quantisation.step[level].v[c], offset = level_offset(m.quantisation, level, c);
      dequantise(quantise(m.residuals, corners, c, step, offset), corners, c, step, offset, rounded);
    }
    std::copy(rounded.begin() + m.topology.level_begin[level], rounded.begin() + m.topology.level_begin[level + 1],
              m.residuals.begin() + m.topology.level_begin[level]);
  }
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
