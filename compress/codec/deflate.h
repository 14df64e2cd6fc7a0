#pragma once

#include "compress/codec/effort.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// A zlib stream (RFC 1950) that holds `parts` one after another.
/// @param parts pieces of different statistics, which get Huffman codes of their own with Effort::best
std::vector<std::uint8_t> zlib_compress(std::span<const std::vector<std::uint8_t>> parts, Effort effort);

}  // namespace asrg
