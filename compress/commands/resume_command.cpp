#include "compress/commands/resume_command.h"

namespace asrg {
namespace {

/// A word as a shell wants it.
std::string quoted(const std::string& word) {
  constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

/// The name by which a flag says what was said last: --no-x where it was denied and has such a name. Empty: saying nothing is the same.
std::string name_of_flag(const CLI::Option& flag) {
  if (CLI::detail::to_flag_value(flag.results().back()) > 0) return flag.get_name();
  const auto& denying = flag.get_fnames();
  return denying.empty() ? "" : "--" + denying.front();
}

}  // namespace

std::string resume_command(const CLI::App& build, const std::filesystem::path& checkpoint) {
  std::string line = "asrg build";
  for (const CLI::Option* option : build.get_options()) {
    const std::string name = option->get_name();
    if (option->count() == 0 || name == "--resume" || name == "--checkpoint") continue;
    if (option->get_positional()) {
      const std::string word = option->as<std::string>();
      // What begins with a minus would be taken for an option.
      line += " " + quoted(word.starts_with("-") ? "./" + word : word);
    } else if (option->get_items_expected_max() > 0) {
      line += " " + name + " " + quoted(CLI::detail::join(option->results(), ","));
    } else if (const std::string flag = name_of_flag(*option); !flag.empty()) {
      line += " " + flag;
    }
  }
  return line + " --resume " + quoted(checkpoint.string());
}

}  // namespace asrg
