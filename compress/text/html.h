#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace asrg {

/// Text escaped for HTML, SVG and XML, also within an attribute's quotes of either kind.
std::string html_escaped(std::string_view text);

/// JSON escaped for a <script> element, so that it cannot end the element.
std::string script_escaped(std::string_view json);

/// A relative path as a URL: with slashes, and other characters percent-encoded (%20).
std::string url_of(const std::filesystem::path& relative);

/// A name in a template, and the text that replaces it.
struct Filling {
  std::string_view name, text;
};
/// A template with every "@name@" replaced, for instance filled(t, {{"title", "Shoe"}}). Texts that are put in are not searched for names.
std::string filled(std::string_view text, std::initializer_list<Filling> fillings);

}  // namespace asrg
