#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace asrg {

/// "a", "a, b, c" or "a, b, c, ...": the first of the names, for a warning.
/// @param most that are shown
std::string first_few(const std::vector<std::string>& names, std::size_t most = 3);

}  // namespace asrg
