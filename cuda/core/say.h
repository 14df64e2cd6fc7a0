#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <utility>

namespace asrg {

/// Writes to standard error. Where that cannot be written (a terminal that is closed, a log on a full disk) the words are lost, and the work goes on.
template <class... Arguments>
void say(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  const std::string text = fmt::format(format, std::forward<Arguments>(arguments)...);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace asrg
