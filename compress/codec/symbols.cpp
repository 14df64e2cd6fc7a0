#include "compress/codec/symbols.h"

#include "cuda/core/error.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// The value of symbol 0.
float level_offset(const QuantisationSteps& q, int level, int channel) { return level == 0 ? q.offset.v[channel] : 0.0f; }

std::int8_t nearest_symbol(float x, float step, float offset) {
  if (!std::isfinite(x)) throw Error(ErrorKind::runtime, "a model with a residual that is not finite cannot be saved");
  constexpr auto limit = static_cast<float>(max_symbol);
  return static_cast<std::int8_t>(std::clamp(std::nearbyint((x - offset) / step), -limit, limit));
}

/// Calls function(channel, level, first corner, end).
template <class Function>
void each_plane(const Topology& t, Function&& function) {
  tbb::parallel_for(0, Channels::count, [&](int c) {
    for (int level = 0; level < t.lattice.levels; ++level) function(c, level, t.level_begin[level], t.level_begin[level + 1]);
  });
}

}  // namespace

Symbols quantise(const Model& m) {
  const Topology& t = m.topology;
  Symbols symbols(t.corners.size());
  each_plane(t, [&](int c, int level, std::int32_t begin, std::int32_t end) {
    const float step = m.quantisation.step[level].v[c], offset = level_offset(m.quantisation, level, c);
    if (!(step > 0)) throw Error(ErrorKind::runtime, "a model with a quantisation step that is not positive cannot be saved");
    for (std::int32_t i = begin; i < end; ++i)
      if (!t.hanging[i]) symbols.channel[c][i] = nearest_symbol(m.residuals[i].v[c], step, offset);
  });
  return symbols;
}

void dequantise(const Symbols& symbols, Model& m) {
  const Topology& t = m.topology;
  m.residuals.assign(t.corners.size(), splat(0.0f));
  each_plane(t, [&](int c, int level, std::int32_t begin, std::int32_t end) {
    const double step = m.quantisation.step[level].v[c], offset = level_offset(m.quantisation, level, c);
    for (std::int32_t i = begin; i < end; ++i)
      if (!t.hanging[i]) m.residuals[i].v[c] = static_cast<float>(step * symbols.channel[c][i] + offset);
  });
}

}  // namespace asrg
