#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>

namespace asrg {

/// The line for a shell that goes on from a checkpoint: the options as they were given, --checkpoint and --resume aside.
/// @param build the parsed command `build`
std::string resume_command(const CLI::App& build, const std::filesystem::path& checkpoint);

}  // namespace asrg
