#pragma once

#include <string>
#include <vector>

namespace asrg {

/// "a", "a, b, c" or "a, b, c, ...": the first three of the names, for a warning.
std::string first_few(const std::vector<std::string>& names);

}  // namespace asrg
