#pragma once

#include <string>
#include <vector>

namespace asrg {

/// One line of a script: a command and its arguments, checked.
struct ScriptCommand {
  std::string name;
  std::vector<std::string> arguments;
  int line = 0;
};

/// Reads a script: a command a line, words separated by blanks ("..." holds blanks), # begins a comment.
/// @param name what to call the script in an error
/// @throws Error (arguments) naming the line: unknown command, or a wrong number of arguments
std::vector<ScriptCommand> parse_script(const std::string& text, const std::string& name);

/// The commands and what they do, for --help.
std::string script_help();

/// @throws Error (arguments) where it is not a finite number
double script_number(const ScriptCommand& command, std::size_t argument);

}  // namespace asrg
