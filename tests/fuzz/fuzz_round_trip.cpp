/// A model made of the input: what can be saved is read back as it was, rounded.
#include "compress/codec/codec.h"
#include "tests/compress/codec/model_for_test.h"
#include "tests/fuzz/fuzz.h"

#include <fuzzer/FuzzedDataProvider.h>
#include <nlohmann/json.hpp>

using namespace asrg;

namespace {

std::vector<Brick> make_bricks(const Lattice& lattice, FuzzedDataProvider& in) {
  std::vector<Brick> bricks;
  for (int z = 0; z < lattice.base_bricks.z; ++z)
    for (int y = 0; y < lattice.base_bricks.y; ++y)
      for (int x = 0; x < lattice.base_bricks.x; ++x) {
        Brick b;
        b.coordinate = {x, y, z};
        for (auto& word : b.cells) word = in.ConsumeIntegral<std::uint64_t>();
        if (!b.empty()) bricks.push_back(b);
      }
  for (int level = 0; level < lattice.finest(); ++level) {
    std::vector<std::uint8_t> split(bricks.size());
    const auto choice = in.ConsumeIntegral<std::uint16_t>();
    for (std::size_t i = 0; i < split.size(); ++i) split[i] = bricks[i].level == level && (choice >> i % 16 & 1);
    bricks = split_bricks(lattice, bricks, split);
    // Few numbers for many bricks: a mask each of which a brick takes another part.
    const auto mask = in.ConsumeIntegral<std::uint64_t>();
    for (std::size_t i = 0; i < bricks.size(); ++i)
      if (bricks[i].level == level + 1)
        for (std::size_t k = 0; k < 8; ++k) bricks[i].cells[k] &= mask << (i + k) % 64 | mask >> (64 - (i + k) % 64) % 64;
    std::erase_if(bricks, [](const Brick& b) { return b.empty(); });
  }
  return bricks;
}

float any_float(FuzzedDataProvider& in) {
  return in.ConsumeBool() ? in.ConsumeFloatingPoint<float>() : 0.01f * static_cast<float>(in.ConsumeIntegral<std::int8_t>());
}

Model make_model(FuzzedDataProvider& in) {
  Model m;
  Lattice lattice;
  lattice.levels = in.ConsumeIntegralInRange(1, 3);
  for (int k = 0; k < 3; ++k) {
    lattice.base_bricks[k] = in.ConsumeIntegralInRange(1, 2);
    lattice.origin[k] = any_float(in);
  }
  lattice.cell = any_float(in);
  lattice.surroundings = in.ConsumeBool();
  m.background = static_cast<BackgroundKind>(in.ConsumeIntegralInRange(0, 2));
  m.supersample = in.ConsumeIntegralInRange(0, most_supersample + 1);
  m.sample_distance = any_float(in);
  for (int level = 0; level < lattice.levels; ++level)
    for (float& step : m.quantisation.step[level].v) step = in.ConsumeBool() ? 0.05f : any_float(in);
  for (float& offset : m.quantisation.offset.v) offset = any_float(in);
  for (int i = 0; i < 64; ++i) m.shader.data()[i * 16 % ShaderWeights::count] = any_float(in);
  if (m.background == BackgroundKind::environment)
    m.environment.assign(EnvironmentSize::texels, glm::vec3(any_float(in), 0.5f, any_float(in)));
  if (in.ConsumeBool()) {
    m.highlight_step = any_float(in);
    m.highlights.assign(HighlightMap::count, glm::vec4(0.0f));
    for (int i = 0; i < 8; ++i) m.highlights[in.ConsumeIntegralInRange<std::size_t>(0, HighlightMap::count - 1)][i % 4] = any_float(in);
  }
  *m.provenance = {{"note", in.ConsumeRandomLengthString(64)}};
  m.topology = build_topology(lattice, make_bricks(lattice, in));
  m.symbols.resize(m.topology.corners.size());
  const auto symbols = in.ConsumeRemainingBytes<std::int8_t>();
  if (symbols.empty()) return m;
  for (std::size_t i = 0; i < m.symbols.size(); ++i)
    for (std::size_t c = 0; c < Channels::count; ++c)
      m.symbols[i].v[c] = m.topology.hanging[i] ? std::int8_t{0} : symbols[(i * Channels::count + c) % symbols.size()];
  return m;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider in(data, size);
  Model m = make_model(in);
  std::vector<std::uint8_t> file;
  if (!fuzz::accepts([&] { file = encode_model(m, Effort::fast); })) return 0;
  const Model decoded = decode_model(file, "file");
  round_model(m);
  // Text that is not UTF-8 is replaced.
  *m.provenance = *decoded.provenance;
  fuzz::require(test::same(decoded, m));
  fuzz::require(encode_model(decoded, Effort::fast) == file);
  return 0;
}
