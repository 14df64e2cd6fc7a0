#include "compress/commands/resume_command.h"

namespace asrg {
namespace {

/// A word, quoted for a shell where that is needed.
std::string quoted(const std::string& word) {
  constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

/// The option for a flag's last value: --x, or --no-x where the value is false. Empty where the flag has no such negation, and can be left out.
std::string name_of_flag(const CLI::Option& flag) {
  if (CLI::detail::to_flag_value(flag.results().back()) > 0) return flag.get_name();
  const auto& denying = flag.get_fnames();
  return denying.empty() ? "" : "--" + denying.front();
}

}  // namespace

std::string command_text(const CLI::App& command, const std::set<std::string>& without) {
  std::string line = "asrg " + command.get_name();
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    if (option->count() == 0 || without.contains(name)) continue;
    if (option->get_positional()) {
      // A file name that begins with a minus would be taken for an option.
      for (const std::string& word : option->results()) line += " " + quoted(word.starts_with("-") ? "./" + word : word);
    } else if (option->get_items_expected_max() > 0) {
      line += " " + name + " " + quoted(CLI::detail::join(option->results(), ","));
    } else if (const std::string flag = name_of_flag(*option); !flag.empty()) {
      line += " " + flag;
    }
  }
  return line;
}

std::string resume_command(const CLI::App& command, const std::filesystem::path& checkpoint) {
  return command_text(command, {"--resume", "--checkpoint"}) + " --resume " + quoted(checkpoint.string());
}

}  // namespace asrg
