#include "compress/codec/shader_bytes.h"

#include "compress/codec/half.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cmath>

namespace asrg {
namespace {

constexpr int stored_weights = shader_byte_count / 2;

}  // namespace

std::vector<std::uint8_t> shader_bytes(const ShaderWeights& weights) {
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < stored_weights; ++i) {
    const float w = weights.data()[i];
    if (!std::isfinite(w)) throw Error(ErrorKind::runtime, "a model with a shader weight that is not finite cannot be saved");
    const std::uint16_t half = half_from_float(w);
    bytes.push_back(static_cast<std::uint8_t>(half));
    bytes.push_back(static_cast<std::uint8_t>(half >> 8));
  }
  return bytes;
}

ShaderWeights shader_from_bytes(std::span<const std::uint8_t> bytes) {
  if (bytes.size() != shader_byte_count)
    throw ProblemError(ProblemCode::shader_weights, fmt::format("{} bytes instead of {}", bytes.size(), shader_byte_count));
  ShaderWeights weights{};
  for (int i = 0; i < stored_weights; ++i) {
    const float w = float_from_half(static_cast<std::uint16_t>(bytes[2 * i] | bytes[2 * i + 1] << 8));
    if (!std::isfinite(w)) throw ProblemError(ProblemCode::shader_weights, fmt::format("weight {} is not finite", i));
    weights.data()[i] = w;
  }
  return weights;
}

void round_shader(ShaderWeights& weights) {
  for (int i = 0; i < ShaderWeights::count; ++i)
    weights.data()[i] = i < stored_weights ? float_from_half(half_from_float(weights.data()[i])) : 0.0f;
}

}  // namespace asrg
