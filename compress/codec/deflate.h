#pragma once

#include "compress/codec/effort.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// A zlib stream (RFC 1950) that holds `parts` one after another. With Effort::best the parts are compressed in parallel, each with Huffman
/// codes of its own, so a part should be what has statistics of its own.
std::vector<std::uint8_t> zlib_compress(std::span<const std::vector<std::uint8_t>> parts, Effort effort);

}  // namespace asrg
