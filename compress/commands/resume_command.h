#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <set>
#include <string>

namespace asrg {

/// A parsed command as a line for a shell, with the options as they were given.
/// @param without names of options to leave out, such as "--resume"
std::string command_text(const CLI::App& command, const std::set<std::string>& without = {});

/// The line for a shell that resumes from a checkpoint: the options as they were given, but --checkpoint and --resume.
/// @param command the parsed command, `build` or `sweep`
std::string resume_command(const CLI::App& command, const std::filesystem::path& checkpoint);

}  // namespace asrg
