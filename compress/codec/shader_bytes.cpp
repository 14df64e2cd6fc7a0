#include "compress/codec/shader_bytes.h"

#include "cuda/core/error.h"
#include "cuda/core/half.h"

#include <fmt/format.h>

#include <cmath>

namespace asrg {
namespace {

constexpr int unused = ShaderWeights::padded_outputs - ShaderWeights::outputs, unused_begin = shader_bytes_without_lobes / 2;

/// Index of the i-th stored weight in ShaderWeights::data().
int place_of(int i) { return i < unused_begin ? i : i + unused; }

}  // namespace

std::vector<std::uint8_t> shader_bytes(const ShaderWeights& weights) {
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < static_cast<int>(shader_byte_count / 2); ++i) {
    const float w = weights.data()[place_of(i)];
    if (!std::isfinite(w)) throw Error(ErrorKind::runtime, "a model with a shader weight that is not finite cannot be saved");
    const std::uint16_t half = half_from_float(w);
    bytes.push_back(static_cast<std::uint8_t>(half));
    bytes.push_back(static_cast<std::uint8_t>(half >> 8));
  }
  return bytes;
}

ShaderWeights shader_from_bytes(std::span<const std::uint8_t> bytes, bool with_lobes) {
  const std::size_t count = with_lobes ? shader_byte_count : shader_bytes_without_lobes;
  if (bytes.size() != count) throw ProblemError(ProblemCode::shader_weights, fmt::format("{} bytes instead of {}", bytes.size(), count));
  ShaderWeights weights{};
  for (int i = 0; i < static_cast<int>(count / 2); ++i) {
    const float w = float_from_half(static_cast<std::uint16_t>(bytes[2 * i] | bytes[2 * i + 1] << 8));
    if (!std::isfinite(w)) throw ProblemError(ProblemCode::shader_weights, fmt::format("weight {} is not finite", i));
    weights.data()[place_of(i)] = w;
  }
  return weights;
}

void round_shader(ShaderWeights& weights) { weights = shader_from_bytes(shader_bytes(weights)); }

}  // namespace asrg
