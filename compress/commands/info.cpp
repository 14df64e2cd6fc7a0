#include "compress/codec/archive.h"
#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/commands/provenance.h"
#include "compress/io/file.h"
#include "cuda/render/renderer.h"

#include <fmt/format.h>

#include <bit>
#include <memory>

namespace asrg {
namespace {

struct LevelInfo {
  int bricks = 0;
  std::int64_t cells = 0;
  std::int32_t corners = 0, nonzero = 0;
};

std::vector<LevelInfo> level_infos(const Model& m) {
  std::vector<LevelInfo> levels(static_cast<std::size_t>(m.topology.lattice.levels));
  for (const Brick& b : m.topology.bricks) {
    ++levels[b.level].bricks;
    for (const auto word : b.cells) levels[b.level].cells += std::popcount(word);
  }
  for (std::size_t l = 0; l < levels.size(); ++l) {
    const std::int32_t begin = m.topology.level_begin[l], end = m.topology.level_begin[l + 1];
    levels[l].corners = end - begin;
    for (std::int32_t i = begin; i < end; ++i)
      for (const float r : m.residuals[i].v)
        if (r != 0) {
          ++levels[l].nonzero;
          break;
        }
  }
  return levels;
}

nlohmann::json vector_json(glm::vec3 v) { return {v.x, v.y, v.z}; }

int run_info(const std::filesystem::path& file, bool json) {
  const auto bytes = read_file(file);
  const Model m = decode_model(bytes, file.string());
  Problems ignored;
  const auto entries = read_archive(bytes, ignored);
  Device device = Device::cpu(1);
  const RenderModel ready(device, m.topology, m.residuals, m.shader, m.environment);
  const Lattice& lattice = m.topology.lattice;
  const Box box = lattice.box();
  const auto levels = level_infos(m);
  const Provenance provenance = read_provenance(m.provenance);
  const char* background = m.background == BackgroundKind::environment ? "environment" : m.background == BackgroundKind::black ? "black" : "white";
  if (json) {
    nlohmann::json level_list = nlohmann::json::array(), entry_list = nlohmann::json::array();
    for (std::size_t l = 0; l < levels.size(); ++l)
      level_list.push_back({{"level", l},
                            {"cell", lattice.cell * static_cast<float>(lattice.stride(static_cast<int>(l)))},
                            {"bricks", levels[l].bricks},
                            {"cells", levels[l].cells},
                            {"corners", levels[l].corners},
                            {"nonzero_corners", levels[l].nonzero}});
    for (const auto& e : entries) entry_list.push_back({{"name", e.name}, {"bytes", e.bytes.size()}});
    fmt::print("{}\n", nlohmann::json{{"file", file.string()},
                                      {"bytes", bytes.size()},
                                      {"entries", entry_list},
                                      {"box", {{"min", vector_json(box.min)}, {"max", vector_json(box.max)}}},
                                      {"resolution", lattice.longest()},
                                      {"levels", level_list},
                                      {"bricks", m.topology.bricks.size()},
                                      {"cells", m.topology.cell_count()},
                                      {"corners", m.topology.corner_count()},
                                      {"background", background},
                                      {"device_bytes", ready.bytes()},
                                      {"provenance", m.provenance}}
                           .dump(1));
    return 0;
  }
  fmt::print("{}: {} ({} bytes)\n", file.string(), format_bytes(static_cast<std::int64_t>(bytes.size())), bytes.size());
  fmt::print("box            {:.3f} {:.3f} {:.3f} .. {:.3f} {:.3f} {:.3f}, {} finest cells along the longest edge\n", box.min.x, box.min.y, box.min.z,
             box.max.x, box.max.y, box.max.z, lattice.longest());
  fmt::print("background     {}\n", background);
  fmt::print("memory         {} when loaded\n", format_bytes(static_cast<std::int64_t>(ready.bytes())));
  if (!provenance.dataset.empty())
    fmt::print("fitted on      {} ({} views, downscale {}, holdout {})\n", provenance.dataset, provenance.training_views.size(), provenance.downscale,
               provenance.holdout);
  fmt::print("\n{:>5} {:>10} {:>8} {:>10} {:>10} {:>10}\n", "level", "cell size", "bricks", "cells", "corners", "non-zero");
  for (std::size_t l = 0; l < levels.size(); ++l)
    fmt::print("{:>5} {:>10.5f} {:>8} {:>10} {:>10} {:>10}\n", l, lattice.cell * static_cast<float>(lattice.stride(static_cast<int>(l))), levels[l].bricks,
               levels[l].cells, levels[l].corners, levels[l].nonzero);
  fmt::print("\n{:<28} {:>10}\n", "entry", "bytes");
  for (const auto& e : entries) fmt::print("{:<28} {:>10}\n", e.name, e.bytes.size());
  return 0;
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
  c->callback([o, &exit_code] { exit_code = run_info(o->file, o->json); });
}

}  // namespace asrg
