/// Writes the first inputs of each fuzz target into FOLDER/TARGET/.
#include "compress/codec/archive.h"
#include "compress/codec/codec.h"
#include "compress/codec/layout.h"
#include "compress/codec/level_atlases.h"
#include "compress/fit/checkpoint.h"
#include "compress/image/encode_jpeg.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "compress/model/saved_views.h"
#include "tests/compress/codec/model_for_test.h"
#include "tests/compress/image/encode_more_kinds.h"
#include "tests/fuzz/bundle.h"
#include "tests/fuzz/levels_input.h"
#include "tests/fuzz/pose_files.h"
#include "tests/support.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <iterator>

namespace {

using namespace asrg;
namespace fs = std::filesystem;
using fuzz::Bytes;

fs::path root;

void seed(const std::string& target, const std::string& name, std::span<const std::uint8_t> bytes) {
  fs::create_directories(root / target);
  fuzz::put(root / target / name, bytes);
}

void seed(const std::string& target, const std::string& name, const std::string& text) {
  seed(target, name, Bytes(text.begin(), text.end()));
}

Bytes levels_of(std::span<const std::uint8_t> file, const Manifest& manifest) {
  std::vector<Bytes> atlases(manifest.levels.size());
  for (std::size_t level = 0; level < atlases.size(); ++level)
    if (manifest.levels[level].bytes > 0) atlases[level] = test::atlas_bytes(file, static_cast<int>(level));
  return fuzz::levels_bytes(manifest, atlases);
}

/// Eight cells or one on each of so many levels: what is small is tried often.
Bytes few_cells(int levels) {
  Model m;
  Lattice lattice;
  lattice.levels = levels;
  Brick brick;
  brick.set(3, 3, 3);
  for (int level = 1; level < levels; ++level) {
    const std::uint8_t split[] = {1};
    brick = split_bricks(lattice, {&brick, 1}, split).front();
    if (level + 1 == levels) break;
    const auto row = std::find_if(std::begin(brick.cells), std::end(brick.cells), [](std::uint64_t cells) { return cells != 0; });
    const std::uint64_t first = *row & (~*row + 1);
    std::fill(std::begin(brick.cells), std::end(brick.cells), std::uint64_t{0});
    *row = first;
  }
  m.topology = build_topology(lattice, {brick});
  m.symbols.resize(m.topology.corners.size());
  for (std::size_t i = 0; i < m.symbols.size(); ++i)
    for (std::size_t c = 0; c < Channels::count; ++c)
      m.symbols[i].v[c] = static_cast<std::int8_t>(m.topology.hanging[i] ? 0 : static_cast<int>(i * (c + 3) % 7) - 3);
  for (int level = 0; level < levels; ++level) m.quantisation.step[level] = splat(0.25f);
  Manifest manifest;
  manifest.lattice = lattice;
  std::vector<Bytes> atlases;
  for (const std::vector<AtlasPart>& parts : make_level_atlases(m, manifest.levels)) {
    atlases.emplace_back();
    for (const AtlasPart& part : parts) atlases.back().insert(atlases.back().end(), part.bytes.begin(), part.bytes.end());
  }
  return fuzz::levels_bytes(manifest, atlases);
}

void models() {
  for (int levels = 1; levels <= fuzz::LevelsInput::most_levels; ++levels)
    seed("levels", "few-" + std::to_string(levels), few_cells(levels));
  for (const auto& e : fs::directory_iterator(ASRG_SOURCE_DIR "/tests/compress/codec/golden")) {
    if (e.path().extension() != ".asrg") continue;
    const Bytes file = read_file(e.path());
    const std::string name = e.path().stem();
    seed("decode", name, file);
    seed("manifest", name, test::json_of(file).dump());
    Problems ignored;
    for (const ArchiveEntry& entry : read_archive(file, ignored)) {
      if (entry.name == manifest_name) seed("levels", name, levels_of(file, read_manifest(entry.bytes)));
      if (entry.name != manifest_name && entry.name != shader_name) seed("png", name + "-" + entry.name, entry.bytes);
    }
  }
  Bytes numbers(600);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::uint8_t>(i * i * 31 + i);
  seed("round_trip", "numbers", numbers);
}

ImageU8 picture(int channels) {
  ImageU8 image(9, 7, channels);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<std::uint8_t>(i * 37);
  return image;
}

void pictures() {
  for (const int channels : {1, 2, 3, 4}) seed("png", "channels-" + std::to_string(channels), encode_png(picture(channels)));
  auto long_text = encode_png(picture(1));
  const std::uint8_t stated[] = {0x52, 0x4e, 0x53, 0x08, 't', 'E', 'X', 't'};  // 1.4 GB
  long_text.insert(long_text.begin() + 33, std::begin(stated), std::end(stated));
  seed("png", "long-text", long_text);
  seed("jpeg", "rgb", encode_jpeg(picture(3), 90));
  // Behind the start, EXIF that says "turned by 90 degrees".
  Bytes turned = encode_jpeg(picture(3), 90);
  const Bytes exif{0xff, 0xe1, 0, 34,   'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
                   0,    1,    1, 0x12, 0,   3,   0,   0,   0, 1, 0,   6,   0, 0,  0, 0, 0, 0};
  turned.insert(turned.begin() + 2, exif.begin(), exif.end());
  seed("jpeg", "exif", turned);
}

/// Kinds whose library is not installed have no seeds.
void more_pictures() {
  const auto seed_if_any = [](const std::string& target, const std::string& name, const Bytes& bytes) {
    if (!bytes.empty()) seed(target, name, bytes);
  };
  const ImageU8 image = picture(4);
  seed_if_any("webp", "lossless", test::encode_webp(image));
  for (const bool avif : {false, true}) seed_if_any("heif", avif ? "avif" : "heic", test::encode_heif(image, avif));
  const test::TemporaryDirectory folder;
  const fs::path path = folder.path() / "a.tif";
  for (const int channels : {1, 3, 4})
    for (const auto compression : {test::TiffCompression::none, test::TiffCompression::lzw, test::TiffCompression::deflate}) {
      test::write_tiff(path, image, channels, channels == 3 ? 16 : 8, compression, channels);
      if (fs::exists(path)) seed("tiff", std::to_string(channels) + "-" + std::to_string(static_cast<int>(compression)), read_file(path));
    }
}

/// The first of the sphere's many points.
void keep_few_points(const std::string& format, Bytes& points) {
  constexpr std::size_t few = 3, all = 500;
  if (format == "colmap_binary") {
    const std::size_t count = sizeof(std::uint64_t);
    points.resize(count + (points.size() - count) / all * few);
    points[0] = few;
    points[1] = 0;
  } else if (format == "colmap_text") {
    points.resize(std::min<std::size_t>(points.size(), 200));
  }
}

void poses() {
  Camera camera;
  camera.size = glm::ivec2(fuzz::photo_size);
  camera.focal = glm::vec2(6.0f);
  camera.principal_point = glm::vec2(2.0f);
  const test::SphereData data = test::make_sphere_data(2, camera);
  for (const fuzz::PoseFormat& format : fuzz::pose_formats()) {
    const test::TemporaryDirectory folder;
    format.write(data, folder.path());
    std::vector<Bytes> files;
    for (const std::string& file : format.files) files.push_back(read_file(folder.path() / file));
    keep_few_points(format.name, files.back());
    seed("poses_" + format.name, "sphere", fuzz::bundle(files));
  }
}

void arrays() {
  const Bytes array = test::npy_bytes(2, 3, {1, 2, 3, 4, 5, 6});
  seed("npz", "array", array);
  const std::vector<ArchiveEntry> entries{{"a.npy", array}, {"b.npy", test::npy_bytes(1, 1, {0.5})}};
  seed("npz", "archive", write_archive(entries));
}

void checkpoints() {
  const Model m = test::tiny_model();
  FitCheckpoint c;
  c.lattice = m.topology.lattice;
  c.bricks = m.topology.bricks;
  c.bricks.resize(1);
  const test::TemporaryDirectory folder;
  for (const bool corners : {false, true}) {
    if (corners) {
      const std::size_t count = build_topology(c.lattice, c.bricks).corners.size();
      c.state.residuals = c.state.first_moment = c.state.second_moment = std::vector<Channels>(count);
    }
    write_checkpoint(folder.path() / "checkpoint", c);
    seed("checkpoint", corners ? "corners" : "empty", read_file(folder.path() / "checkpoint"));
  }
}

void viewer() {
  SavedViews views;
  views[0] = OrbitPose{};
  views[8] = OrbitPose{{1, 2, 3}, 0.5f, -0.25f, 2};
  seed("saved_views", "two", saved_views_json(views));
  seed("script", "script", std::string("# a comment\nopen \"a b.asrg\"\nwait 3\ncamera 10 20 1.5\nkey 1\nscreenshot x.png\nquit\n"));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: make_seeds FOLDER\n"), 1;
  root = argv[1];
  models();
  pictures();
  more_pictures();
  poses();
  arrays();
  checkpoints();
  viewer();
}
