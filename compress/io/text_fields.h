#pragma once

#include <optional>
#include <string_view>

namespace asrg {

// Words and numbers of plain text files; they do not depend on the locale.

/// The next word of `text`, up to white space; `text` is advanced behind it. Empty where there is none.
std::string_view take_word(std::string_view& text);

/// Gets the next line of `text`, without its end (\n or \r\n); `text` is advanced behind it. @return false where `text` is empty
bool take_line(std::string_view& text, std::string_view& line);

/// A decimal number with a point: "1", "-2.5e3", "+4", "nan", "inf". Numbers beyond the range of double become infinite or 0.
/// Nothing where the text is anything else, or has more than the number.
std::optional<double> parse_number(std::string_view text);

}  // namespace asrg
