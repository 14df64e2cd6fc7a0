#pragma once

#include "compress/codec/contexts.h"
#include "compress/codec/problems.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// How the symbols of one channel on one level are written.
enum class Coding : char {
  absent = '-',  ///< all are 0, nothing is written
  raw = 'r',     ///< one byte a symbol
  half = 'h',    ///< one byte a symbol: symbol - floor(prediction / 2), modulo 256
  dense = 'd',   ///< one byte a symbol: symbol - prediction, modulo 256
  sparse = 's',  ///< a bit a symbol: is it not 0?, lowest bit first, each stage zero-padded to whole bytes; then one byte for each that is
                 ///< not 0: the symbol, negated where the prediction is negative, modulo 256
};

/// The symbols of one channel on one level as bytes, in parts of different statistics that follow one another.
std::vector<std::vector<std::uint8_t>> encode_channel(const Contexts& contexts, const LevelCorners& level, int channel, Coding coding,
                                                      const std::vector<SymbolChannels>& symbols);

/// Takes them again from the beginning of `bytes`. Safe on untrusted input.
/// @param symbols that the contexts refer to
/// @throws ProblemError
void decode_channel(const Contexts& contexts, const LevelCorners& level, int channel, Coding coding, std::vector<SymbolChannels>& symbols,
                    std::span<const std::uint8_t>& bytes, Problems& problems);

/// The coding that promises fewest bytes.
Coding choose_coding(const Contexts& contexts, const LevelCorners& level, int channel, const std::vector<SymbolChannels>& symbols);

}  // namespace asrg
