#pragma once

#include "compress/codec/problems.h"
#include "cuda/render/highlights.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// Number of bytes in highlights.png. A byte holds 128 + symbol, and stands for the number step * symbol; texels that are not used (see HighlightMap) have
/// symbol 0. There are twelve planes, for R of features 0 to 3, then G, then B; each holds HighlightMap's texels row by row.
constexpr std::size_t highlight_byte_count = std::size_t{4} * HighlightMap::count;

/// @param map HighlightMap::count vectors
/// @param step > 0
/// @throws Error (runtime) where a number is not finite, or their number is wrong
std::vector<std::uint8_t> highlight_bytes(std::span<const glm::vec4> map, float step);

/// Safe on untrusted input.
/// @param bytes highlight_byte_count of them
/// @throws ProblemError where a symbol is out of range
std::vector<glm::vec4> highlights_from_bytes(std::span<const std::uint8_t> bytes, float step);

/// Rounds the map to what a file holds. @param step 0: there is no map
void round_highlights(std::vector<glm::vec4>& map, float step);

}  // namespace asrg
