/// The decoder without archive, model.json and PNG, which take nearly all of a small file's time: octree codes, topology, contexts and symbols.
#include "compress/codec/level_atlases.h"
#include "compress/codec/octree_codes.h"
#include "compress/model/symbols.h"
#include "cuda/grid/topology.h"
#include "tests/compress/codec/model_for_test.h"
#include "tests/fuzz/levels_input.h"
#include "tests/fuzz/mutate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace asrg;

namespace {

constexpr std::size_t most_corners = 256;  // of a level, or most of the time goes into a few inputs

std::vector<std::span<const std::uint8_t>> spans_of(const std::vector<fuzz::Bytes>& atlases) { return {atlases.begin(), atlases.end()}; }

/// Announces as many corners as the octree leads to, and the input's errors. Where the octree is damaged, any numbers do.
void announce_corners(fuzz::LevelsInput& input) {
  Manifest& m = input.manifest;
  std::vector<std::size_t> corners(m.levels.size(), most_corners), stored = corners;
  try {
    Problems ignored;
    auto rest = spans_of(input.atlases);
    const Topology t = build_topology(m.lattice, decode_octree(m.lattice, rest, {corners}, ignored));
    for (std::size_t l = 0; l < corners.size(); ++l) {
      const auto hanging = std::span(t.hanging).subspan(static_cast<std::size_t>(t.level_begin[l]),
                                                        static_cast<std::size_t>(t.level_begin[l + 1] - t.level_begin[l]));
      corners[l] = hanging.size();
      stored[l] = static_cast<std::size_t>(std::count(hanging.begin(), hanging.end(), 0));
    }
  } catch (const ProblemError&) {}
  for (std::size_t l = 0; l < corners.size(); ++l) {
    m.levels[l].corners = std::max(0, static_cast<int>(corners[l]) + input.errors[l][0]);
    m.levels[l].stored = std::max(0, static_cast<int>(stored[l]) + input.errors[l][1]);
  }
}

/// @return false where the atlases are refused
bool read(const fuzz::LevelsInput& input, const Manifest& manifest, Model& m) {
  for (std::size_t l = 0; l < manifest.levels.size(); ++l) m.quantisation.step[l] = manifest.levels[l].step;
  m.quantisation.offset = manifest.offset;
  auto rest = spans_of(input.atlases);
  Problems warnings;
  try {
    read_level_atlases(manifest, rest, m, warnings);
  } catch (const ProblemError&) {
    return false;
  }
  return true;
}

/// Written and read again, levels are what they were.
void check_again(const Model& m, const fuzz::LevelsInput& input) {
  Manifest manifest = input.manifest;
  fuzz::LevelsInput again;
  for (const std::vector<AtlasPart>& parts : make_level_atlases(m, manifest.levels)) {
    again.atlases.emplace_back();
    for (const AtlasPart& part : parts) again.atlases.back().insert(again.atlases.back().end(), part.bytes.begin(), part.bytes.end());
  }
  Model decoded;
  fuzz::require(read(again, manifest, decoded) && decoded.symbols == m.symbols && decoded.topology.corners == m.topology.corners &&
                decoded.topology.cell_corners == m.topology.cell_corners);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::LevelsInput input = fuzz::parse_levels({data, size});
  announce_corners(input);
  Model m;
  if (!read(input, input.manifest, m)) return 0;
  fuzz::require(m.symbols.size() == m.topology.corners.size());
  for (std::size_t i = 0; i < m.symbols.size(); ++i)
    for (const int s : m.symbols[i].v) fuzz::require(s >= -max_symbol && (s == 0 || !m.topology.hanging[i]));
  constexpr unsigned seldom = 16;  // encoding takes longest
  if (std::accumulate(data, data + size, 0u) % seldom == 0) check_again(m, input);
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  return fuzz::custom(data, size, most, seed, [](fuzz::Bytes& bytes, fuzz::Random& random, std::size_t limit) {
    fuzz::mutate_bundle(bytes, random, limit, fuzz::LevelsInput::files);
    return true;
  });
}
