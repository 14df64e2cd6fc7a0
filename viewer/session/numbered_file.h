#pragma once

#include <filesystem>
#include <string>

namespace asrg {

/// The first of STEM-001EXTENSION, STEM-002EXTENSION, ... that is free: nothing has this name, nor this name without its extension (a turntable's
/// frames become a folder where there is no ffmpeg).
/// @param stem may hold folders
/// @param extension with its dot
std::filesystem::path numbered_file(const std::filesystem::path& stem, const std::string& extension);

}  // namespace asrg
