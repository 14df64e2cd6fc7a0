#pragma once

#include <string>

namespace asrg {

constexpr const char* manifest_name = "model.json";
constexpr const char* shader_name = "shader.bin";
constexpr const char* environment_name = "environment.png";
constexpr const char* highlights_name = "highlights.png";

/// The entry that holds a level's octree codes and symbols.
inline std::string atlas_name(int level) { return "level" + std::to_string(level) + ".png"; }

}  // namespace asrg
