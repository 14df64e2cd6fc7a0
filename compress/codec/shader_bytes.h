#pragma once

#include "compress/codec/problems.h"
#include "cuda/render/shader.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// Size of a shader in a file: little-endian halves of all weights but b3's unused entries, in the order of ShaderWeights. Before version 4 there were no
/// lobes; they are read as 0.
constexpr std::size_t shader_bytes_without_lobes = 2 * (offsetof(ShaderWeights, b3) / sizeof(float) + ShaderWeights::outputs);
constexpr std::size_t shader_byte_count = shader_bytes_without_lobes + 2 * ShaderWeights::lobe_count;

/// @throws Error (runtime) where a weight is not finite
std::vector<std::uint8_t> shader_bytes(const ShaderWeights& weights);

/// Safe on untrusted input.
/// @param with_lobes false for files before version 4
/// @throws ProblemError where these are not the right number of bytes of finite halves
ShaderWeights shader_from_bytes(std::span<const std::uint8_t> bytes, bool with_lobes = true);

/// Rounds the weights to what a file holds: halves.
void round_shader(ShaderWeights& weights);

}  // namespace asrg
