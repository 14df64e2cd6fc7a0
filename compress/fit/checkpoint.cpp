#include "compress/fit/checkpoint.h"

#include "compress/io/content_hash.h"
#include "compress/io/file.h"
#include "compress/model/storable.h"
#include "cuda/core/error.h"
#include "cuda/render/background.h"
#include "cuda/render/highlights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>

namespace asrg {
namespace {

constexpr char magic[8] = {'A', 'S', 'R', 'G', 'c', 'k', 'p', 'b'};  // the last one is the format's version

std::uint64_t checksum(std::span<const std::uint8_t> bytes) { return ContentHash().add(std::as_bytes(bytes)).value(); }

class Writer {
 public:
  template <class T>
  void operator()(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    append(&value, sizeof(T));
  }
  template <class T>
  void operator()(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    (*this)(static_cast<std::uint64_t>(values.size()));
    append(values.data(), values.size() * sizeof(T));
  }
  std::vector<std::uint8_t> bytes;

 private:
  void append(const void* from, std::size_t count) {
    const auto* p = static_cast<const std::uint8_t*>(from);
    bytes.insert(bytes.end(), p, p + count);
  }
};

class Reader {
 public:
  Reader(std::span<const std::uint8_t> bytes, const std::filesystem::path& path) : bytes_(bytes), path_(path) {}

  std::size_t left() const { return bytes_.size(); }

  template <class T>
  void operator()(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(static_cast<void*>(&value), take(sizeof(T)), sizeof(T));
  }
  template <class T>
  void operator()(std::vector<T>& values) {
    std::uint64_t count = 0;
    (*this)(count);
    if (count > bytes_.size() / sizeof(T)) truncated();
    values.resize(count);
    if (count) std::memcpy(static_cast<void*>(values.data()), take(count * sizeof(T)), count * sizeof(T));
  }

 private:
  const std::uint8_t* take(std::size_t count) {
    if (count > bytes_.size()) truncated();
    const std::uint8_t* p = bytes_.data();
    bytes_ = bytes_.subspan(count);
    return p;
  }
  [[noreturn]] void truncated() const { throw Error(ErrorKind::io, fmt::format("{}: the checkpoint is truncated", path_.string())); }

  std::span<const std::uint8_t> bytes_;
  const std::filesystem::path& path_;
};

/// Writes or reads all fields, by Writer or Reader.
template <class Archive, class Checkpoint>
void transfer(Archive& archive, Checkpoint& c) {
  archive(c.scene);
  archive(c.options);
  archive(c.lattice);
  archive(c.bricks);
  archive(c.state.residuals);
  archive(c.state.first_moment);
  archive(c.state.second_moment);
  archive(c.state.average);
  archive(c.state.averaged);
  archive(c.state.shader);
  archive(c.state.shader_first_moment);
  archive(c.state.shader_second_moment);
  archive(c.state.environment);
  archive(c.state.environment_first_moment);
  archive(c.state.environment_second_moment);
  archive(c.state.highlights);
  archive(c.state.highlights_first_moment);
  archive(c.state.highlights_second_moment);
  archive(c.state.place_errors);
  archive(c.state.photo_weights);
  archive(c.state.corrections.values);
  archive(c.state.corrections.first_moment);
  archive(c.state.corrections.second_moment);
  archive(c.state.corrections.steps);
  archive(c.state.step);
  archive(c.state.gathered.weight);
  archive(c.state.gathered.error);
  archive(c.state.gathered.rays);
  archive(c.position);
}

}  // namespace

LastingOptions lasting_options(const FitOptions& o) {
  const Box box = o.box.value_or(Box{});
  return {.resolution = o.resolution,
          .quality = o.quality,
          .ssim_weight = o.ssim_weight,
          .background = static_cast<std::int32_t>(o.background),
          .surroundings = o.surroundings,
          .has_box = o.box.has_value(),
          .supersample = o.supersample,
          .poses = o.poses,
          .exposure = o.exposure,
          .box_min = box.min,
          .box_max = box.max,
          .seed = o.seed,
          .tuning = o.tuning};
}

std::uint64_t fingerprint(const Scene& scene) {
  ContentHash hash;
  hash.add(scene.masked);
  for (const View& v : scene.train) {
    hash.add(std::as_bytes(std::span(v.name)));
    hash.add(v.camera);
    hash.add(v.image.width);
    hash.add(v.image.height);
    hash.add(std::as_bytes(std::span(v.image.pixels)));
  }
  return hash.value();
}

void check_belongs(const FitCheckpoint& c, const Scene& scene, const FitOptions& options) {
  if (c.scene != fingerprint(scene))
    throw Error(ErrorKind::arguments, fmt::format("the checkpoint is of a fit to other photos than {}: same data set, --downscale, "
                                                  "--supersample, --holdout and masks are needed to "
                                                  "go on",
                                                  scene.name));
  const LastingOptions a = c.options, b = lasting_options(options);
  const auto refuse = [](const char* option) {
    throw Error(ErrorKind::arguments, fmt::format("the checkpoint was begun with another {}: it is needed to go on", option));
  };
  if (a.resolution != b.resolution) refuse("--resolution");
  if (a.quality != b.quality) refuse("--quality");
  if (a.ssim_weight != b.ssim_weight) refuse("--ssim-weight");
  if (a.background != b.background) refuse("--background");
  if (a.surroundings != b.surroundings) refuse("choice of --surroundings or --no-surroundings");
  if (a.has_box != b.has_box || a.box_min != b.box_min || a.box_max != b.box_max) refuse("--box");
  if (a.supersample != b.supersample) refuse("--supersample");
  if (a.poses != b.poses) refuse("--refine-poses");
  if (a.exposure != b.exposure) refuse("--exposure");
  if (a.seed != b.seed) refuse("--seed");
  if (a.tuning != b.tuning) refuse("--set");
}

void check_consistent(const FitState& s, const Topology& topology, std::size_t places, std::size_t photos) {
  const auto corners = static_cast<std::size_t>(topology.corner_count()), texels = static_cast<std::size_t>(EnvironmentSize::texels);
  const auto cells = static_cast<std::size_t>(topology.cell_count());
  const GatheredStatistics& g = s.gathered;
  bool good = g.weight.empty() ? g.error.empty() : g.weight.size() == cells && !g.error.empty() && g.error.size() % cells == 0;
  good = good && g.rays >= 0 && std::all_of(g.error.begin(), g.error.end(), [](double e) { return e >= 0 && e < 2147483648.0; });
  good = good && (s.place_errors.empty() || s.place_errors.size() == places);
  good = good && (s.photo_weights.empty() || s.photo_weights.size() == photos) &&
         std::all_of(s.photo_weights.begin(), s.photo_weights.end(), [](float w) { return w >= 0 && w <= 1; });
  for (const auto* per_corner : {&s.residuals, &s.first_moment, &s.second_moment}) good = good && per_corner->size() == corners;
  good = good && (s.average.empty() || s.average.size() == corners);
  for (const auto* map : {&s.environment, &s.environment_first_moment, &s.environment_second_moment})
    good = good && (map->empty() || map->size() == texels);
  for (const auto* map : {&s.highlights, &s.highlights_first_moment, &s.highlights_second_moment})
    good = good && (map->empty() || map->size() == HighlightMap::count);
  if (!good) throw Error(ErrorKind::invalid_file, "the checkpoint contradicts itself: its numbers do not suit its grid");
}

void write_checkpoint(const std::filesystem::path& path, const FitCheckpoint& checkpoint) {
  Writer body;
  transfer(body, checkpoint);
  Writer file;
  file(magic);
  file(checksum(body.bytes));
  file.bytes.insert(file.bytes.end(), body.bytes.begin(), body.bytes.end());
  write_file_atomically(path, file.bytes);
}

FitCheckpoint read_checkpoint(const std::filesystem::path& path) {
  const auto bytes = read_file(path);
  constexpr std::size_t header = sizeof(magic) + sizeof(std::uint64_t);
  if (bytes.size() < header || std::memcmp(bytes.data(), magic, sizeof(magic) - 1) != 0)
    throw Error(ErrorKind::invalid_file, fmt::format("{} is not a checkpoint of asrg build", path.string()));
  if (bytes[sizeof(magic) - 1] != static_cast<std::uint8_t>(magic[sizeof(magic) - 1]))
    throw Error(ErrorKind::unsupported, fmt::format("{}: the checkpoint was written by another version of asrg", path.string()));
  const auto body = std::span(bytes).subspan(header);
  std::uint64_t expected = 0;
  std::memcpy(&expected, bytes.data() + sizeof(magic), sizeof(expected));
  if (checksum(body) != expected) throw Error(ErrorKind::invalid_file, fmt::format("{}: the checkpoint is damaged", path.string()));
  FitCheckpoint c;
  Reader reader(body, path);
  transfer(reader, c);
  if (reader.left() > 0)
    throw Error(ErrorKind::invalid_file, fmt::format("{}: the checkpoint has {} bytes too many", path.string(), reader.left()));
  if (const auto reason = why_not_storable(c.lattice))
    throw Error(ErrorKind::invalid_file, fmt::format("{}: the checkpoint cannot be right: {}", path.string(), *reason));
  return c;
}

}  // namespace asrg
