#include "compress/model/symbols.h"

#include "cuda/core/error.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <cmath>

namespace asrg {
namespace {

/// Calls function(corner, step, offset) for each corner that does not hang.
template <class Function>
void each_stored(const Topology& t, const QuantisationSteps& q, const Function& function) {
  for (int level = 0; level < t.lattice.levels; ++level) {
    const Channels step = q.step[level], offset = q.level_offset(level);
    tbb::parallel_for(t.level_begin[level], t.level_begin[level + 1], [&](std::int32_t i) {
      if (!t.hanging[i]) function(i, step, offset);
    });
  }
}

}  // namespace

std::vector<SymbolChannels> symbols_of(const Topology& t, const QuantisationSteps& q, std::span<const Channels> residuals) {
  if (residuals.size() != t.corners.size()) throw Error(ErrorKind::runtime, "a model must have one residual per corner");
  for (int level = 0; level < t.lattice.levels; ++level)
    for (const float step : q.step[level].v)
      if (!(step > 0)) throw Error(ErrorKind::runtime, "a model must have quantisation steps that are positive");
  std::vector<SymbolChannels> symbols(residuals.size());
  std::atomic<bool> finite = true;
  each_stored(t, q, [&](std::int32_t i, const Channels& step, const Channels& offset) {
    for (int c = 0; c < Channels::count; ++c) {
      const float x = residuals[i].v[c];
      if (!std::isfinite(x)) finite = false;
      symbols[i].v[c] = static_cast<std::int8_t>(symbol_of(x, step.v[c], offset.v[c]));
    }
  });
  if (!finite) throw Error(ErrorKind::runtime, "a model must have residuals that are finite");
  return symbols;
}

float highlight_step(std::span<const glm::vec4> map) {
  float largest = 0;
  for (const glm::vec4& v : map)
    for (int c = 0; c < 4; ++c) largest = std::max(largest, std::abs(v[c]));
  return largest / max_symbol;
}

std::vector<Channels> residuals_of(const Model& m) {
  std::vector<Channels> residuals(m.topology.corners.size(), splat(0.0f));
  each_stored(m.topology, m.quantisation, [&](std::int32_t i, const Channels& step, const Channels& offset) {
    for (int c = 0; c < Channels::count; ++c) residuals[i].v[c] = value_of(m.symbols[i].v[c], step.v[c], offset.v[c]);
  });
  return residuals;
}

}  // namespace asrg
