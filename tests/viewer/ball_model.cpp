#include "tests/viewer/ball_model.h"

#include "compress/codec/codec.h"
#include "compress/model/symbols.h"
#include "cuda/core/colour.h"
#include "tests/cuda/render/field_for_test.h"

#include <nlohmann/json.hpp>

namespace asrg::test {

Model ball_model(glm::vec3 colour) {
  Lattice l;
  l.origin = glm::vec3(-1);
  l.cell = 2.0f / 32;
  l.base_bricks = glm::ivec3(2);
  l.levels = 2;
  std::vector<std::uint8_t> split(8, 1);
  split[0] = split[3] = 0;
  Model m;
  m.topology = build_topology(l, split_bricks(l, full_topology(l, 0).bricks, split));
  const glm::vec3 y = ycocg_from_rgb(colour);
  for (Channels& step : m.quantisation.step) step = Channels{0.5f, 0.01f, 0.01f, 0.01f, 0.05f, 0.05f, 0.05f, 0.05f};
  const auto residuals = residuals_of(
      m.topology, [&](glm::vec3 p) { return Channels{2.0f * (11.0f - glm::length(p - 16.0f)), y.x, y.y, y.z, 0.1f, 0, 0, 0}; });
  m.symbols = symbols_of(m.topology, m.quantisation, residuals);
  m.shader = constant_shader(0.05f);
  *m.provenance = {{"tool", "test"}};
  round_model(m);
  return m;
}

}  // namespace asrg::test
