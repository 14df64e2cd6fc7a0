#pragma once

#include "compress/codec/contexts.h"
#include "compress/codec/problems.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace asrg {

/// How the symbols of one channel on one level are written. A byte holds a number x from -128 to 127, reached modulo 256, in zigzag code: fold(x) =
/// 2 x where x >= 0, -2 x - 1 where x < 0.
enum class Coding : char {
  absent = '-',  ///< all symbols are 0, nothing is written
  raw = 'r',     ///< one byte per symbol: fold(symbol)
  half = 'h',    ///< one byte per symbol: fold(symbol - floor(prediction / 2))
  dense = 'd',   ///< one byte per symbol: fold(symbol - prediction)
  sparse =
      's',  ///< one bit per symbol: is it not 0?, lowest bit first, each stage zero-padded to whole bytes; then one byte for each symbol that is
            ///< not 0: fold(symbol), or fold(-symbol) where the prediction is negative
};
/// The letters of all codings, as model.json has them.
constexpr std::string_view coding_letters = "-rhds";

/// The symbols of one channel on one level as bytes, in consecutive parts that have different statistics.
std::vector<std::vector<std::uint8_t>> encode_channel(const Contexts& contexts, const LevelCorners& level, int channel, Coding coding,
                                                      const std::vector<SymbolChannels>& symbols);

/// Decodes them from the beginning of `bytes`, which is advanced. Safe on untrusted input.
/// @param symbols those that the contexts refer to; the channel's are written
/// @throws ProblemError
void decode_channel(const Contexts& contexts, const LevelCorners& level, int channel, Coding coding, std::vector<SymbolChannels>& symbols,
                    std::span<const std::uint8_t>& bytes, Problems& problems);

/// The coding with the smallest estimate of compressed bytes.
Coding choose_coding(const Contexts& contexts, const LevelCorners& level, int channel, const std::vector<SymbolChannels>& symbols);

}  // namespace asrg
