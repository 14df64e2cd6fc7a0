#pragma once

#include <filesystem>
#include <string>

namespace asrg {

/// The first of STEM-001EXTENSION, STEM-002EXTENSION, ... that is free: there is nothing with this name, nor with this name without its extension
/// (without ffmpeg the frames of a turntable go into a folder of that name).
/// @param stem may contain folders
/// @param extension with its dot
std::filesystem::path numbered_file(const std::filesystem::path& stem, const std::string& extension);

}  // namespace asrg
