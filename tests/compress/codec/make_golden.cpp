/// Adds golden files to the folder named as its argument: .asrg files with what they decode to. It changes none that is there: files that were once
/// written are to be read for ever. A new format version, or a new feature, is another entry in golden_files().
#include "compress/codec/codec.h"
#include "compress/io/file.h"
#include "compress/io/json_text.h"
#include "compress/model/symbols.h"
#include "tests/compress/codec/model_digest.h"
#include "tests/compress/codec/model_for_test.h"
#include "tests/cuda/grid/grid_for_test.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <functional>

namespace {

using namespace asrg;
using Bytes = std::vector<std::uint8_t>;

struct GoldenFile {
  const char* name;
  std::function<Bytes()> make;
};

Bytes encoded(const Model& m) { return encode_model(m, Effort::best); }

Model changed(Model m, const std::function<void(Model&)>& change) {
  change(m);
  return m;
}

void drop_highlights(Model& m) {
  m.highlights.clear();
  m.highlight_step = 0;
}

/// A model of leaves with some symbols, and nothing but what a file must have.
Model plain(const Lattice& lattice, std::vector<Brick> bricks) {
  Model m = test::tiny_model();
  m.topology = build_topology(lattice, std::move(bricks));
  m.quantisation.step.fill(splat(0.02f));
  m.symbols.assign(m.topology.corners.size(), {});
  for (std::size_t i = 0; i < m.symbols.size(); ++i)
    for (int c = 0; c < 4; ++c)
      if (!m.topology.hanging[i]) m.symbols[i].v[c] = static_cast<std::int8_t>((static_cast<int>(i) * 7 + c) % 23 - 11);
  *m.provenance = {{"tool", "test"}};
  drop_highlights(m);
  return m;
}

/// Eight cells on one level.
Model smallest() {
  Brick b;
  for (int i = 0; i < 8; ++i) b.set(3 + (i & 1), 4 + (i >> 1 & 1), 2 + (i >> 2));
  return plain(Lattice{}, {b});
}

/// Leaves of three levels that touch: corners of the finer ones hang.
Model three_levels() {
  Lattice lattice;
  lattice.base_bricks = {2, 1, 1};
  lattice.levels = 3;
  Brick fine, coarse;
  coarse.coordinate = {1, 0, 0};
  for (int y = 2; y < 5; ++y) {
    for (int x = 5; x < 8; ++x) fine.set(x, y, 3);
    for (int x = 0; x < 2; ++x) coarse.set(x, y, 3);
  }
  const std::uint8_t split[] = {1};
  std::vector<Brick> middle = split_bricks(lattice, {&fine, 1}, split);
  std::vector<Brick> bricks = split_bricks(lattice, {middle.data(), 1}, split);
  bricks.insert(bricks.end(), middle.begin() + 1, middle.end());
  bricks.push_back(coarse);
  return plain(lattice, std::move(bricks));
}

/// Channels of different kinds, so that each way of coding is the best for one: noise, a sum that is half predictable, smooth, sparse, nothing.
Model all_codings() {
  Model m = test::tiny_model();
  test::Random random(11);
  const Topology& t = m.topology;
  for (std::size_t i = 0; i < m.symbols.size(); ++i) {
    const glm::vec3 p(morton_decode(t.corners[i]));
    const int noise = random.below(61) - 30,
              smooth = static_cast<int>(40.0f * std::sin(0.3f * p.x) + 30.0f * std::cos(0.25f * p.y + 0.2f * p.z));
    const int values[] = {noise, noise / 6 + smooth, noise / 2 + smooth / 3, random.below(12) ? 0 : noise, 0, noise / 3 + smooth / 2, 0, 1};
    for (int c = 0; c < Channels::count; ++c) m.symbols[i].v[c] = static_cast<std::int8_t>(t.hanging[i] ? 0 : values[c]);
  }
  return m;
}

std::vector<GoldenFile> golden_files() {
  const auto tiny = [](const std::function<void(Model&)>& change) { return encoded(changed(test::tiny_model(), change)); };
  return {
      {"v1", [=] { return test::as_old_version(tiny([](Model& m) { m.background = BackgroundKind::black; }), 1); }},
      {"v2-surroundings", [=] { return test::as_old_version(tiny([](Model& m) { m.topology.lattice.surroundings = true; }), 2); }},
      {"v3-environment",
       [=] {
         return test::as_old_version(tiny([](Model& m) {
                                       m.background = BackgroundKind::environment;
                                       for (int i = 0; i < EnvironmentSize::texels; ++i)
                                         m.environment.emplace_back(0.01f * static_cast<float>(i % 64), 0.25f,
                                                                    0.0004f * static_cast<float>(i));
                                     }),
                                     3);
       }},
      {"v4-lobes-supersample",
       [=] {
         const Bytes file = tiny([](Model& m) {
           m.supersample = 3;
           m.sample_distance = 0.75f;
         });
         return test::as_old_version(file, 4);
       }},
      {"v5-smallest", [] { return encoded(smallest()); }},
      {"v5-highlights", [=] { return tiny([](Model&) {}); }},
      {"v5-no-cells",
       [=] {
         return tiny([](Model& m) {
           m.topology = build_topology(m.topology.lattice, {});
           m.symbols.clear();
         });
       }},
      {"v5-all-codings", [] { return encoded(all_codings()); }},
      {"v5-three-levels", [] { return encoded(three_levels()); }},
      {"v5-everything",
       [=] {
         return tiny([](Model& m) {
           m.topology.lattice.surroundings = true;
           m.background = BackgroundKind::environment;
           m.environment.assign(EnvironmentSize::texels, glm::vec3(0.2f, 0.5f, 0.9f));
           m.supersample = 2;
           m.sample_distance = 1.25f;
         });
       }},
  };
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: make_golden FOLDER\n"), 1;
  const std::filesystem::path folder = argv[1], list = folder / "digests.json";
  nlohmann::json digests = std::filesystem::exists(list) ? nlohmann::json::parse(read_text_file(list)) : nlohmann::json::object();
  for (const GoldenFile& golden : golden_files()) {
    const std::filesystem::path path = folder / (std::string(golden.name) + ".asrg");
    if (std::filesystem::exists(path)) continue;
    const Bytes file = golden.make();
    write_file_atomically(path, file);
    digests[golden.name] = test::digest(decode_model(file, golden.name));
    std::printf("%s: %zu bytes\n", path.c_str(), file.size());
  }
  write_text_file_atomically(list, json_text(digests) + "\n");
}
