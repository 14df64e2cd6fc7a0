#include "compress/fit/quantise.h"

#include <algorithm>
#include <cmath>

namespace asrg {

QuantisationSteps residual_steps(std::span<const std::int32_t> level_begin, const std::vector<Channels>& residuals, const Channels& base) {
  QuantisationSteps s{};
  const int finest = static_cast<int>(level_begin.size()) - 2;
  for (int level = 0; level <= finest; ++level)
    for (int k = 0; k < Channels::count; ++k) {
      std::vector<float> values;
      for (std::int32_t i = level_begin[level]; i < level_begin[level + 1]; ++i) values.push_back(residuals[i].v[k]);
      float lo = 0, hi = 0;
      if (!values.empty()) {
        // The outermost 1/2000 at either end may be clipped: the fit goes on after this and compensates for it.
        const std::size_t cut = values.size() / 2000;
        std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(cut), values.end());
        lo = values[cut];
        std::nth_element(values.begin(), values.end() - 1 - static_cast<std::ptrdiff_t>(cut), values.end());
        hi = values[values.size() - 1 - cut];
      }
      const float offset = level == 0 ? 0.5f * (lo + hi) : 0.0f;
      if (level == 0) s.offset.v[k] = offset;
      const float range = std::max(hi - offset, offset - lo);
      s.step[level].v[k] = std::max(base.v[k] * std::exp2(-0.5f * static_cast<float>(finest - level)), range / max_symbol);
    }
  return s;
}

void drop_small_symbols(Model& m, const std::vector<Channels>& residuals, float dead_zone) {
  if (dead_zone <= 0.5f) return;
  const auto& begin = m.topology.level_begin;
  for (int level = 1; level + 1 < static_cast<int>(begin.size()); ++level) {
    const Channels& step = m.quantisation.step[level];
    for (std::int32_t i = begin[level]; i < begin[level + 1]; ++i)
      for (int k = 1; k < Channels::count; ++k) {
        std::int8_t& symbol = m.symbols[i].v[k];
        if (std::abs(symbol) == 1 && std::abs(residuals[i].v[k]) < dead_zone * step.v[k]) symbol = 0;
      }
  }
}

}  // namespace asrg
