#pragma once

#include <string_view>

namespace asrg {

/// Orders names by their text, but runs of digits by their number: r_2 < r_10. The same as the order of the text where
/// numbers have leading zeros to equal length. A strict weak ordering (total: equal numbers fall back to the text).
bool numeric_less(std::string_view a, std::string_view b);

}  // namespace asrg
