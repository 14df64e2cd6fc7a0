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

#include <algorithm>
#include <bit>

namespace asrg {
namespace {

constexpr std::size_t max_file_bytes = std::size_t{1} << 30;

/// The entries of an archive by name; remembers which were used.
class Entries {
 public:
  explicit Entries(std::vector<ArchiveEntry> entries) : entries_(std::move(entries)), used_(entries_.size(), false) {}

  std::span<const std::uint8_t> get(const std::string& name) {
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (entries_[i].name == name) {
        used_[i] = true;
        return entries_[i].bytes;
      }
    throw ProblemError(ProblemCode::entry_missing, name);
  }

  void report_unknown(Problems& problems) const {
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (!used_[i]) problems.push_back({ProblemCode::unknown_entry, entries_[i].name});
  }

 private:
  std::vector<ArchiveEntry> entries_;
  std::vector<bool> used_;
};

/// What the atlas of a level holds: octree codes, then one section a stored channel.
std::vector<std::vector<std::uint8_t>> read_level(Entries& entries, const LevelManifest& level, int index, Problems& problems) {
  std::vector<std::size_t> lengths{level.octree};
  lengths.resize(1 + static_cast<std::size_t>(std::popcount(level.channels)), static_cast<std::size_t>(level.stored));
  if (std::all_of(lengths.begin(), lengths.end(), [](std::size_t n) { return n == 0; }))
    return std::vector<std::vector<std::uint8_t>>(lengths.size());
  const std::string name = atlas_name(index);
  return read_atlas(entries.get(name), name, lengths, problems);
}

Topology read_topology(const Manifest& manifest, std::span<const std::vector<std::uint8_t>> octree, Problems& problems) {
  std::vector<Brick> bricks = decode_octree(manifest.lattice, octree, max_cells, problems);
  if (bricks.empty()) problems.push_back({ProblemCode::empty_model, {}});
  return build_topology(manifest.lattice, std::move(bricks));
}

void read_symbols(const Manifest& manifest, int level, std::span<const std::vector<std::uint8_t>> planes, Model& m) {
  const LevelManifest& l = manifest.levels[level];
  const std::vector<std::int32_t> corners = stored_corners(m.topology, level);
  const std::int32_t all = m.topology.level_begin[level + 1] - m.topology.level_begin[level];
  if (all != l.corners || corners.size() != static_cast<std::size_t>(l.stored))
    throw ProblemError(ProblemCode::count_differs, fmt::format("level {} has {} corners, {} of them stored, instead of {} and {}", level, all,
                                                               corners.size(), l.corners, l.stored));
  auto plane = planes.begin();
  std::vector<std::int8_t> symbols(corners.size());
  for (int c = 0; c < Channels::count; ++c) {
    std::fill(symbols.begin(), symbols.end(), std::int8_t{0});
    if (l.channels >> c & 1) {
      for (std::size_t i = 0; i < symbols.size(); ++i) {
        if ((*plane)[i] == 0) throw ProblemError(ProblemCode::symbol_range, fmt::format("level {}, channel {}", level, c));
        symbols[i] = symbol_from_byte((*plane)[i]);
      }
      ++plane;
    }
    dequantise(symbols, corners, c, l.step.v[c], level_offset(m.quantisation, level, c), m.residuals);
  }
}

std::vector<glm::vec3> read_environment(Entries& entries) {
  const ImageU8 image = read_rgb_png(entries.get(environment_name), environment_name, EnvironmentSize::width, EnvironmentSize::height);
  std::vector<glm::vec3> texels(EnvironmentSize::texels);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) texels[i / 3][static_cast<int>(i % 3)] = static_cast<float>(image.pixels[i]) / 255.0f;
  return texels;
}

Model read_model(std::span<const std::uint8_t> file, Problems& problems) {
  Entries entries(read_archive(file, problems));
  const Manifest manifest = read_manifest(entries.get(manifest_name));
  Model m;
  m.shader = manifest.shader;
  m.background = manifest.background;
  m.provenance = manifest.provenance;
  m.quantisation.offset = manifest.offset;
  if (m.background == BackgroundKind::environment) m.environment = read_environment(entries);

  std::vector<std::vector<std::uint8_t>> octree;
  std::vector<std::vector<std::vector<std::uint8_t>>> planes;
  for (int level = 0; level < manifest.lattice.levels; ++level) {
    m.quantisation.step[level] = manifest.levels[level].step;
    planes.push_back(read_level(entries, manifest.levels[level], level, problems));
    octree.push_back(std::move(planes.back().front()));
  }
  m.topology = read_topology(manifest, octree, problems);
  m.residuals.assign(m.topology.corners.size(), splat(0.0f));
  for (int level = 0; level < manifest.lattice.levels; ++level) read_symbols(manifest, level, std::span(planes[level]).subspan(1), m);
  entries.report_unknown(problems);
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
