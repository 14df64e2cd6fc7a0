#include "compress/codec/symbols.h"

#include "cuda/core/error.h"

#include <algorithm>
#include <cmath>

namespace asrg {

std::vector<std::int32_t> stored_corners(const Topology& topology, int level) {
  std::vector<std::int32_t> corners;
  for (std::int32_t i = topology.level_begin[level]; i < topology.level_begin[level + 1]; ++i)
    if (!topology.hanging[i]) corners.push_back(i);
  return corners;
}

std::vector<std::int8_t> quantise(const std::vector<Channels>& residuals, std::span<const std::int32_t> corners, int channel, float step,
                                  float offset) {
  if (!(step > 0)) throw Error(ErrorKind::runtime, "a model with a quantisation step that is not positive cannot be saved");
  std::vector<std::int8_t> symbols(corners.size());
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const float x = residuals[corners[i]].v[channel];
    if (!std::isfinite(x)) throw Error(ErrorKind::runtime, "a model with a residual that is not finite cannot be saved");
    symbols[i] = static_cast<std::int8_t>(
        std::clamp(std::nearbyint((x - offset) / step), static_cast<float>(-max_symbol), static_cast<float>(max_symbol)));
  }
  return symbols;
}

void dequantise(std::span<const std::int8_t> symbols, std::span<const std::int32_t> corners, int channel, float step, float offset,
                std::vector<Channels>& residuals) {
  for (std::size_t i = 0; i < corners.size(); ++i) {
    // The product of a float and a symbol fits into a double: one rounding, the same on every machine.
    const double exact = static_cast<double>(step) * symbols[i] + offset;
    residuals[corners[i]].v[channel] = static_cast<float>(exact);
  }
}

}  // namespace asrg
