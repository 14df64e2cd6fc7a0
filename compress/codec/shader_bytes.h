#pragma once

#include "compress/codec/problems.h"
#include "cuda/render/shader.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// The bytes of a shader in a file: little-endian halves of all weights but b3's unused entries, in the order of ShaderWeights.
constexpr std::size_t shader_byte_count = 2 * (ShaderWeights::count - 8 + ShaderWeights::outputs);

/// @throws Error (runtime) where a weight is not finite
std::vector<std::uint8_t> shader_bytes(const ShaderWeights& weights);

/// Safe on untrusted input.
/// @throws ProblemError where these are not `shader_byte_count` bytes of finite halves
ShaderWeights shader_from_bytes(std::span<const std::uint8_t> bytes);

/// The shader's weights as the file keeps them: halves.
void round_shader(ShaderWeights& weights);

}  // namespace asrg
