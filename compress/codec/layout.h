#pragma once

#include "compress/io/file_kind.h"

#include <string>

namespace asrg {

// Names of the entries of an .asrg archive, beside manifest_name.
constexpr const char* shader_name = "shader.bin";
constexpr const char* environment_name = "environment.png";
constexpr const char* highlights_name = "highlights.png";

/// Name of the entry with a level's octree codes and symbols.
inline std::string atlas_name(int level) { return "level" + std::to_string(level) + ".png"; }

}  // namespace asrg
