#pragma once

#include "compress/codec/deflate_block.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// Splits bytes into deflate blocks and each block into tokens so that the stream becomes small.
///
/// Made for atlases: noise with a skewed distribution, which changes from part to part, and runs. Compressors that start from a greedy parse
/// (zopfli) get stuck at far too many copies there; this one starts from literals alone. It alternates between the cheapest parse of each block under
/// the block's own code lengths and the best split of the parse into blocks.
/// @param parts lengths of the pieces of `bytes` between which block boundaries are considered first; their sum is the number of bytes
/// @return tokens of each block
std::vector<std::vector<DeflateToken>> parse_blocks(std::span<const std::uint8_t> bytes, std::span<const std::size_t> parts);

}  // namespace asrg
