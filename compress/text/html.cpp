#include "compress/text/html.h"

#include <fmt/format.h>

namespace asrg {

std::string html_escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\'': result += "&#39;"; break;
      default: result += c;
    }
  }
  return result;
}

std::string script_escaped(std::string_view json) {
  std::string result;
  for (const char c : json) {
    if (c == '<')
      result += "\\u003c";
    else
      result += c;
  }
  return result;
}

std::string url_of(const std::filesystem::path& relative) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/";
  std::string result;
  for (const char c : relative.generic_string()) {
    if (plain.find(c) != plain.npos)
      result += c;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

std::string filled(std::string_view text, std::initializer_list<Filling> fillings) {
  std::string result;
  while (!text.empty()) {
    const auto next = text.find('@');
    result += text.substr(0, next);
    if (next == text.npos) break;
    text.remove_prefix(next);
    const Filling* found = nullptr;
    for (const Filling& f : fillings)
      if (text.substr(1, f.name.size()) == f.name && text.substr(1 + f.name.size(), 1) == "@") found = &f;
    result += found ? found->text : std::string_view("@");
    text.remove_prefix(found ? found->name.size() + 2 : 1);
  }
  return result;
}

}  // namespace asrg
