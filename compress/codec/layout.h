#pragma once

#include "compress/model/model.h"

#include <cstdint>
#include <string>

namespace asrg {

constexpr const char* manifest_name = "model.json";
constexpr const char* environment_name = "environment.png";

/// The entry that holds a level's octree codes and symbols.
inline std::string atlas_name(int level) { return "level" + std::to_string(level) + ".png"; }

/// Symbols are shifted, so that in a picture of an atlas zero is grey; byte 0 does not occur.
inline std::uint8_t byte_from_symbol(std::int8_t symbol) { return static_cast<std::uint8_t>(symbol + 128); }

inline std::int8_t symbol_from_byte(std::uint8_t byte) { return static_cast<std::int8_t>(byte - 128); }

/// The value of symbol 0.
inline float level_offset(const QuantisationSteps& q, int level, int channel) { return level == 0 ? q.offset.v[channel] : 0.0f; }

}  // namespace asrg
