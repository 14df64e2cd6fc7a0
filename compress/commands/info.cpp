#include "compress/codec/archive.h"
#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/io/json_text.h"
#include "compress/model/provenance.h"
#include "compress/io/file.h"
#include "compress/model/drawable.h"
#include "compress/model/symbols.h"
#include "compress/text/units.h"
#include "cuda/render/renderer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <memory>

namespace asrg {
namespace {

struct LevelInfo {
  float cell = 0;  ///< edge length, world units
  int bricks = 0;
  std::int64_t cells = 0;  ///< active cells of leaves
  std::int32_t corners = 0;
  std::int32_t nonzero = 0;  ///< corners with a residual that is not 0
  EncodedSize bytes;
};

struct FileInfo {
  std::string file;
  std::size_t bytes = 0;
  std::vector<ArchiveReader::Entry> entries;
  Model model;
  std::vector<LevelInfo> levels;
  std::size_t memory = 0;
};

/// Channels `first` to `last`, which are shown together.
struct Group {
  const char* name;
  int first, last;
};
constexpr Group groups[] = {{"density", 0, 0}, {"colour", 1, 3}, {"features", 4, 7}};

std::size_t group_bytes(const EncodedSize& size, const Group& g) {
  std::size_t sum = 0;
  for (int c = g.first; c <= g.last; ++c) sum += size.channel[static_cast<std::size_t>(c)];
  return sum;
}

std::vector<LevelInfo> level_infos(const Model& m) {
  const Lattice& lattice = m.topology.lattice;
  const auto sizes = encoded_sizes(m);
  std::vector<LevelInfo> levels(static_cast<std::size_t>(lattice.levels));
  for (const Brick& b : m.topology.bricks) {
    ++levels[b.level].bricks;
    for (const auto word : b.cells) levels[b.level].cells += std::popcount(word);
  }
  for (std::size_t l = 0; l < levels.size(); ++l) {
    const auto begin = m.symbols.begin() + m.topology.level_begin[l], end = m.symbols.begin() + m.topology.level_begin[l + 1];
    levels[l].cell = lattice.cell * static_cast<float>(lattice.stride(static_cast<int>(l)));
    levels[l].corners = static_cast<std::int32_t>(end - begin);
    levels[l].nonzero = static_cast<std::int32_t>(std::count_if(begin, end, [](const SymbolChannels& s) { return s != SymbolChannels{}; }));
    levels[l].bytes = sizes[l];
  }
  return levels;
}

FileInfo read_info(const std::filesystem::path& file) {
  FileInfo info;
  const auto bytes = read_file(file);
  info.file = file.string();
  info.bytes = bytes.size();
  info.model = decode_model(bytes, info.file);
  Problems ignored;
  info.entries = ArchiveReader(bytes, ignored).entries();
  info.levels = level_infos(info.model);
  Device device = Device::cpu(1);
  const Model& m = info.model;
  info.memory = drawable(device, m, Precision::compact).bytes();
  return info;
}

nlohmann::json level_json(const FileInfo& info, std::size_t l) {
  const LevelInfo& level = info.levels[l];
  nlohmann::json bytes{{"octree", level.bytes.octree}};
  for (const Group& g : groups) bytes[g.name] = group_bytes(level.bytes, g);
  const Channels& step = info.model.quantisation.step[l];
  return {{"level", l},
          {"cell", level.cell},
          {"bricks", level.bricks},
          {"cells", level.cells},
          {"corners", level.corners},
          {"nonzero_corners", level.nonzero},
          {"steps", std::vector<float>(std::begin(step.v), std::end(step.v))},
          {"bytes", bytes}};
}

void print_json(const FileInfo& info) {
  nlohmann::json levels = nlohmann::json::array(), entries = nlohmann::json::array();
  for (std::size_t l = 0; l < info.levels.size(); ++l) levels.push_back(level_json(info, l));
  for (const auto& e : info.entries) entries.push_back({{"name", e.name}, {"bytes", e.bytes}});
  const Box box = info.model.topology.lattice.box();
  fmt::print("{}\n", json_text({{"file", info.file},
                                {"bytes", info.bytes},
                                {"entries", entries},
                                {"box", {{"min", vector_json(box.min)}, {"max", vector_json(box.max)}}},
                                {"resolution", info.model.topology.lattice.box_longest()},
                                {"surroundings", info.model.topology.lattice.surroundings},
                                {"levels", levels},
                                {"bricks", info.model.topology.bricks.size()},
                                {"cells", info.model.topology.cell_count()},
                                {"corners", info.model.topology.corner_count()},
                                {"shader_weights", ShaderWeights::count},
                                {"supersample", info.model.supersample},
                                {"background", name_of(info.model.background)},
                                {"device_bytes", info.memory},
                                {"provenance", *info.model.provenance}}));
}

void print_head(const FileInfo& info) {
  const Lattice& lattice = info.model.topology.lattice;
  const Box box = lattice.box();
  const Provenance p = read_provenance(*info.model.provenance);
  fmt::print("{}: {} ({} bytes)\n", info.file, format_bytes(static_cast<std::int64_t>(info.bytes)), info.bytes);
  fmt::print("box         {:.3f} {:.3f} {:.3f} .. {:.3f} {:.3f} {:.3f}, {} finest cells along the longest edge\n", box.min.x, box.min.y,
             box.min.z, box.max.x, box.max.y, box.max.z, lattice.box_longest());
  if (lattice.surroundings) fmt::print("            with surroundings, ever coarser with their distance\n");
  fmt::print("background  {}\n", name_of(info.model.background));
  if (info.model.supersample > 1) fmt::print("pixels      {0} x {0} rays each\n", info.model.supersample);
  fmt::print("shader      {} weights, 2 bytes each\n", ShaderWeights::count);
  fmt::print("memory      {} when loaded\n", format_bytes(static_cast<std::int64_t>(info.memory)));
  if (!p.dataset.empty())
    fmt::print("fitted on   {} ({} views, downscale {}, holdout {}) by {}\n", p.dataset, p.training_views.size(), p.downscale, p.holdout,
               p.tool.empty() ? "an unknown tool" : p.tool);
}

void print_tables(const FileInfo& info) {
  fmt::print("\n{:>5} {:>10} {:>8} {:>10} {:>10} {:>10} {:>9}", "level", "cell size", "bricks", "cells", "corners", "non-zero", "octree B");
  for (const Group& g : groups) fmt::print(" {:>10}", fmt::format("{} B", g.name));
  fmt::print("\n");
  for (std::size_t l = 0; l < info.levels.size(); ++l) {
    const LevelInfo& level = info.levels[l];
    fmt::print("{:>5} {:>10.5f} {:>8} {:>10} {:>10} {:>10} {:>9}", l, level.cell, level.bricks, level.cells, level.corners, level.nonzero,
               level.bytes.octree);
    for (const Group& g : groups) fmt::print(" {:>10}", group_bytes(level.bytes, g));
    fmt::print("\n");
  }
  fmt::print("\nquantisation steps\n{:>5}", "level");
  for (const char* name : {"density", "Y", "Co", "Cg", "f0", "f1", "f2", "f3"}) fmt::print(" {:>9}", name);
  fmt::print("\n");
  for (std::size_t l = 0; l < info.levels.size(); ++l) {
    fmt::print("{:>5}", l);
    for (const float step : info.model.quantisation.step[l].v) fmt::print(" {:>9.5f}", step);
    fmt::print("\n");
  }
  fmt::print("\n{:<28} {:>10}\n", "entry", "bytes");
  for (const auto& e : info.entries) fmt::print("{:<28} {:>10}\n", e.name, e.bytes);
}

}  // namespace

void add_info(CLI::App& app, int& exit_code) {
  struct Options {
    std::filesystem::path file;
    bool json = false;
  };
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand("info", "Show what a file holds: levels, bricks, cells, bytes, memory, origin");
  c->add_option("FILE", o->file, "the .asrg file")->required();
  c->add_flag("--json", o->json, "print as JSON");
  c->footer(
      "Bytes of a level's parts are what each takes when it is deflated alone; an entry's bytes are those in the file.\n"
      "Example: asrg info shoe.asrg --json");
  c->callback([o, &exit_code] {
    const FileInfo info = read_info(o->file);
    if (o->json) {
      print_json(info);
    } else {
      print_head(info);
      print_tables(info);
    }
    exit_code = 0;
  });
}

}  // namespace asrg
