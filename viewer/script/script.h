#pragma once

#include <string>
#include <vector>

namespace asrg {

/// One line of a script: a known command with a valid number of arguments.
struct ScriptCommand {
  std::string name;
  std::vector<std::string> arguments;
  int line = 0;
};

/// Reads a script: one command per line, words separated by blanks (words in "..." may contain blanks), # begins a comment.
/// @param name of the script in error messages
/// @throws Error (arguments) naming the line: unknown command, or a wrong number of arguments
std::vector<ScriptCommand> parse_script(const std::string& text, const std::string& name);

/// The commands and what they do, for --help.
std::string script_help();

/// The argument with that index as a number. @throws Error (arguments) where it is not a finite number
double script_number(const ScriptCommand& command, std::size_t argument);

}  // namespace asrg
