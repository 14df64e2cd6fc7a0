#pragma once

#include <optional>
#include <string_view>

namespace asrg {

// Words and numbers of plain text files, the same under every locale.

/// Takes the next word, up to white space, off the beginning of `text`. Empty where there is none.
std::string_view take_word(std::string_view& text);

/// Takes the next line off the beginning of `text`, without its end (\n or \r\n). @return false where `text` is empty
bool take_line(std::string_view& text, std::string_view& line);

/// A decimal number with a point: "1", "-2.5e3", "+4", "nan", "inf". Too large a number is infinite, too small a one 0.
/// Nothing where the text is anything else, or goes on behind the number.
std::optional<double> parse_number(std::string_view text);

}  // namespace asrg
