#include "compress/codec/archive.h"
#include "compress/codec/atlas_png.h"
#include "compress/codec/codec.h"
#include "compress/codec/highlight_bytes.h"
#include "compress/codec/layout.h"
#include "compress/codec/manifest.h"
#include "compress/codec/octree_codes.h"
#include "compress/codec/shader_bytes.h"
#include "compress/io/file.h"
#include "compress/model/storable.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <numeric>

namespace asrg {
namespace {

constexpr std::size_t max_file_bytes = std::size_t{1} << 30;
constexpr std::size_t most_shader_bytes = 1 << 16;  // more than a shader has, so that a wrong number of weights is reported as such

void check_size(const Manifest& manifest, std::size_t file_bytes) {
  std::size_t corners = 0;
  for (const LevelManifest& l : manifest.levels) corners += static_cast<std::size_t>(l.corners);
  if (corners > FileLimits::corners_in(file_bytes))
    throw ProblemError(ProblemCode::grid_too_large, fmt::format("{} corners in {} bytes", corners, file_bytes));
}

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

std::vector<glm::vec3> read_environment(ArchiveReader& archive) {
  const auto png = archive.read(environment_name, most_png_bytes(3 * EnvironmentSize::texels));
  const ImageU8 image = read_rgb_png(png, environment_name, EnvironmentSize::width, EnvironmentSize::height);
  std::vector<glm::vec3> texels(EnvironmentSize::texels);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    texels[i / 3][static_cast<int>(i % 3)] = static_cast<float>(image.pixels[i]) / 255.0f;
  return texels;
}

std::vector<glm::vec4> read_highlights(ArchiveReader& archive, float step, Problems& problems) {
  const auto png = archive.read(highlights_name, most_png_bytes(highlight_byte_count));
  return highlights_from_bytes(read_atlas(png, highlights_name, highlight_byte_count, problems), step);
}

Model read_model(std::span<const std::uint8_t> file, Problems& problems) {
  ArchiveReader archive(file, problems);
  Manifest manifest = read_manifest(archive.read(manifest_name, max_manifest_bytes));
  check_size(manifest, file.size());
  Model m;
  m.shader = manifest.shader ? *manifest.shader : shader_from_bytes(archive.read(shader_name, most_shader_bytes), manifest.lobes);
  m.background = manifest.background;
  m.supersample = manifest.supersample;
  m.sample_distance = manifest.sample_distance;
  m.provenance = std::move(manifest.provenance);
  m.quantisation.offset = manifest.offset;
  if (m.background == BackgroundKind::environment) m.environment = read_environment(archive);
  m.highlight_step = manifest.highlight_step;
  if (m.highlight_step > 0) m.highlights = read_highlights(archive, m.highlight_step, problems);

  std::vector<std::vector<std::uint8_t>> atlases;
  for (int level = 0; level < manifest.lattice.levels; ++level) {
    const LevelManifest& l = manifest.levels[level];
    m.quantisation.step[level] = l.step;
    const std::string atlas = atlas_name(level);
    atlases.push_back(l.bytes == 0 ? std::vector<std::uint8_t>()
                                   : read_atlas(archive.read(atlas, most_png_bytes(l.bytes)), atlas, l.bytes, problems));
  }
  std::vector<std::span<const std::uint8_t>> rest(atlases.begin(), atlases.end());
  m.topology = read_topology(manifest, rest, problems);
  read_symbols(manifest, rest, m, problems);
  archive.report_unknown(problems);
  return m;
}

}  // namespace

Model decode_model(std::span<const std::uint8_t> file, const std::string& name) {
  try {
    Problems warnings;
    return read_model(file, warnings);
  } catch (const ProblemError& e) {
    const ErrorKind kind = e.problem.code == ProblemCode::newer_version ? ErrorKind::unsupported : ErrorKind::invalid_file;
    throw Error(kind, fmt::format("{}: problem {}: {}", name, e.problem.number(), e.problem.sentence()));
  }
}

Model load_model(const std::filesystem::path& path) { return decode_model(read_file(path, max_file_bytes), path.string()); }

Problems validate_model_file(std::span<const std::uint8_t> file) {
  Problems problems;
  try {
    read_model(file, problems);
  } catch (const ProblemError& e) {
    problems.push_back(e.problem);
  }
  return problems;
}

Problems validate_model_file(const std::filesystem::path& path) { return validate_model_file(read_file(path, max_file_bytes)); }

}  // namespace asrg
