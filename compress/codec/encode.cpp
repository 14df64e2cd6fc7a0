#include "compress/codec/archive.h"
#include "compress/codec/atlas_png.h"
#include "compress/codec/codec.h"
#include "compress/codec/highlight_bytes.h"
#include "compress/codec/layout.h"
#include "compress/codec/level_atlases.h"
#include "compress/codec/shader_bytes.h"
#include "compress/io/file.h"
#include "compress/model/storable.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

void check_shape(const Model& m) {
  const Topology& t = m.topology;
  if (const auto reason = why_not_storable(t)) throw Error(ErrorKind::runtime, fmt::format("the model cannot be saved: {}", *reason));
  if (m.symbols.size() != t.corners.size()) throw Error(ErrorKind::runtime, "a model must have the symbols of one residual per corner");
  for (std::size_t i = 0; i < m.symbols.size(); ++i)
    for (const std::int8_t s : m.symbols[i].v)
      if (s < -max_symbol || (t.hanging[i] && s != 0)) throw Error(ErrorKind::runtime, "a model has a symbol that cannot be saved");
  if (m.background == BackgroundKind::environment && m.environment.size() != EnvironmentSize::texels)
    throw Error(ErrorKind::runtime, "a model's environment has a wrong number of texels");
  // Such values would not be written, and the file would be read with the defaults.
  if (m.supersample < 1 || !(m.highlight_step >= 0))
    throw Error(ErrorKind::runtime, "a model has rays a pixel or a step of highlights that cannot be saved");
}

/// The bytes of model.json. @throws Error (runtime) where they could not be read again
std::vector<std::uint8_t> manifest_bytes(const Manifest& manifest) {
  const std::string json = write_manifest(manifest);
  std::vector<std::uint8_t> bytes(json.begin(), json.end());
  try {
    read_manifest(bytes);
  } catch (const ProblemError& e) {
    throw Error(ErrorKind::runtime, fmt::format("a model beyond the limits of the format cannot be saved: {}", e.problem.sentence()));
  }
  return bytes;
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
  check_shape(m);
  Manifest manifest;
  manifest.lattice = m.topology.lattice;
  manifest.offset = m.quantisation.offset;
  manifest.background = m.background;
  manifest.supersample = m.supersample;
  manifest.sample_distance = m.sample_distance;
  manifest.highlight_step = m.highlight_step;
  manifest.provenance = m.provenance;
  const std::vector<std::vector<AtlasPart>> levels = make_level_atlases(m, manifest.levels);

  constexpr std::size_t before_levels = 4;
  std::vector<ArchiveEntry> entries(levels.size() + before_levels);
  entries[0] = {manifest_name, manifest_bytes(manifest)};
  entries[1] = {shader_name, shader_bytes(m.shader)};
  if (m.background == BackgroundKind::environment) entries[2] = {environment_name, write_rgb_png(environment_image(m.environment), effort)};
  if (manifest.highlight_step > 0) {
    const std::vector<std::uint8_t> bytes = highlight_bytes(m.highlights, manifest.highlight_step);
    entries[3] = {highlights_name, write_atlas(std::span(&bytes, 1), effort)};
  }
  tbb::parallel_for(std::size_t{0}, levels.size(), [&](std::size_t level) {
    if (manifest.levels[level].bytes == 0) return;
    std::vector<std::vector<std::uint8_t>> parts;
    for (const AtlasPart& part : levels[level]) parts.push_back(part.bytes);
    entries[level + before_levels] = {atlas_name(static_cast<int>(level)), write_atlas(parts, effort)};
  });
  std::erase_if(entries, [](const ArchiveEntry& e) { return e.name.empty(); });
  std::vector<std::uint8_t> file = write_archive(entries);
  if (m.topology.corners.size() > FileLimits::corners_in(file.size()))
    throw Error(ErrorKind::runtime,
                fmt::format("the model cannot be saved: {} corners without detail, in {} bytes, would not be read again",
                            m.topology.corners.size(), file.size()));
  return file;
}

std::vector<EncodedSize> encoded_sizes(const Model& m) {
  check_shape(m);
  std::vector<LevelManifest> manifests;
  const std::vector<std::vector<AtlasPart>> levels = make_level_atlases(m, manifests);
  std::vector<EncodedSize> sizes(levels.size());
  tbb::parallel_for(std::size_t{0}, levels.size(), [&](std::size_t level) {
    for (const AtlasPart& part : levels[level]) {
      const std::size_t bytes = zlib_compress(std::span(&part.bytes, 1), Effort::fast).size();
      (part.channel == AtlasPart::octree_part ? sizes[level].octree : sizes[level].channel[part.channel]) += bytes;
    }
  });
  return sizes;
}

void round_model(Model& m) {
  check_shape(m);
  for (int level = m.topology.lattice.levels; level < Lattice::max_levels; ++level) m.quantisation.step[level] = splat(0.0f);
  round_shader(m.shader);
  round_highlights(m.highlights, m.highlight_step);
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
