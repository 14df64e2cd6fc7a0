#include "compress/text/name_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

namespace asrg {

std::string first_few(const std::vector<std::string>& names) {
  const std::size_t shown = std::min<std::size_t>(names.size(), 3);
  return fmt::format("{}{}", fmt::join(std::span(names).first(shown), ", "), shown < names.size() ? ", ..." : "");
}

}  // namespace asrg
