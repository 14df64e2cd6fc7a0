#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace asrg {

/// Text as it may stand in HTML, SVG and XML, also within an attribute's quotes of either kind.
std::string html_escaped(std::string_view text);

/// JSON as it may stand within a <script> element: it cannot end the element.
std::string script_escaped(std::string_view json);

/// A relative path as a URL: with slashes, and %20 for what URLs do not take.
std::string url_of(const std::filesystem::path& relative);

/// A template with every "@name@" replaced, for instance filled(t, {{"title", "Shoe"}}). What is put in is not looked at again.
struct Filling {
  std::string_view name, text;
};
std::string filled(std::string_view text, std::initializer_list<Filling> fillings);

}  // namespace asrg
