#pragma once

#include "compress/codec/problems.h"
#include "cuda/render/highlights.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// What highlights.png holds: a byte a number, 128 + the symbol. Plane after plane, each of HighlightMap's texels row by row, for R, G, B, of features 0
/// to 3 each. A number is step * symbol; texels that are not used (see HighlightMap) have symbol 0.
constexpr std::size_t highlight_byte_count = std::size_t{4} * HighlightMap::count;

/// @param map HighlightMap::count vectors
/// @param step > 0
/// @throws Error (runtime) where a number is not finite, or their number is wrong
std::vector<std::uint8_t> highlight_bytes(std::span<const glm::vec4> map, float step);

/// Safe on untrusted input.
/// @param bytes highlight_byte_count of them
/// @throws ProblemError where a symbol is out of range
std::vector<glm::vec4> highlights_from_bytes(std::span<const std::uint8_t> bytes, float step);

/// The map as a file keeps it. @param step 0: there is none
void round_highlights(std::vector<glm::vec4>& map, float step);

}  // namespace asrg
