#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <set>
#include <string>

namespace asrg {

/// A parsed command as it was given, as a shell takes it.
/// @param without names of options to leave out, such as "--resume"
std::string command_text(const CLI::App& command, const std::set<std::string>& without = {});

/// The line for a shell that goes on from a checkpoint: the options as they were given, --checkpoint and --resume aside.
/// @param command the parsed command, `build` or `sweep`
std::string resume_command(const CLI::App& command, const std::filesystem::path& checkpoint);

}  // namespace asrg
