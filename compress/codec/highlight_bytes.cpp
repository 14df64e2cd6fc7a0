#include "compress/codec/highlight_bytes.h"

#include "cuda/core/error.h"
#include "cuda/grid/quantise.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

constexpr int middle = 128;

/// Calls `each(byte, vector, component)` for the index of every byte that is used, with the component of the map's vector that it holds.
template <class Each>
void each_number(Each&& each) {
  int byte = 0;
  for (int output = 0; output < ShaderWeights::outputs; ++output)
    for (int feature = 0; feature < ShaderWeights::features; ++feature)
      for (int y = 0; y < HighlightMap::side; ++y)
        for (int x = 0; x < HighlightMap::side; ++x, ++byte) {
          const int texel = y * HighlightMap::side + x;
          if (highlight_texel(x, y) == texel)
            each(static_cast<std::size_t>(byte), static_cast<std::size_t>(texel * ShaderWeights::outputs + output), feature);
        }
}

}  // namespace

std::vector<std::uint8_t> highlight_bytes(std::span<const glm::vec4> map, float step) {
  if (map.size() != HighlightMap::count) throw Error(ErrorKind::runtime, "a model's map of highlights has a wrong number of texels");
  std::vector<std::uint8_t> bytes(highlight_byte_count, middle);
  each_number([&](std::size_t byte, std::size_t vector, int component) {
    if (!std::isfinite(map[vector][component]))
      throw Error(ErrorKind::runtime, "a model with a highlight that is not finite cannot be saved");
    bytes[byte] = static_cast<std::uint8_t>(middle + symbol_of(map[vector][component], step, 0));
  });
  return bytes;
}

std::vector<glm::vec4> highlights_from_bytes(std::span<const std::uint8_t> bytes, float step) {
  std::vector<glm::vec4> map(HighlightMap::count, glm::vec4(0.0f));
  each_number([&](std::size_t byte, std::size_t vector, int component) {
    const int symbol = bytes[byte] - middle;
    if (symbol < -max_symbol) throw ProblemError(ProblemCode::symbol_range, fmt::format("highlight {}: {}", byte, symbol));
    map[vector][component] = value_of(symbol, step, 0);
  });
  return map;
}

void round_highlights(std::vector<glm::vec4>& map, float step) {
  map = step > 0 ? highlights_from_bytes(highlight_bytes(map, step), step) : std::vector<glm::vec4>();
}

}  // namespace asrg
