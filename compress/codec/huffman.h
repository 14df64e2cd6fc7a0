#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// Lengths of an optimal prefix code whose lengths do not exceed `limit` (nearly optimal where the limit binds); 0 for symbols that do not
/// occur. A single symbol gets length 1.
std::vector<std::uint8_t> huffman_lengths(std::span<const std::uint32_t> counts, int limit);

/// The canonical code (RFC 1951, 3.2.2) of these lengths, with reversed bits, since deflate writes codes from the highest bit and all else from the lowest.
std::vector<std::uint16_t> huffman_codes(std::span<const std::uint8_t> lengths);

}  // namespace asrg
