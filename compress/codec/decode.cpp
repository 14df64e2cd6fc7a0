#include "compress/codec/archive.h"
#include "compress/codec/atlas_png.h"
#include "compress/codec/codec.h"
#include "compress/codec/highlight_bytes.h"
#include "compress/codec/layout.h"
#include "compress/codec/level_atlases.h"
#include "compress/codec/manifest.h"
#include "compress/codec/shader_bytes.h"
#include "compress/io/file.h"
#include "compress/model/storable.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

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
  read_level_atlases(manifest, rest, m, problems);
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
