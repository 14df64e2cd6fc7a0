#include "compress/text/name_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

namespace asrg {

std::string first_few(const std::vector<std::string>& names, std::size_t most) {
  const std::size_t shown = std::min(names.size(), most);
  return fmt::format("{}{}", fmt::join(std::span(names).first(shown), ", "), shown < names.size() ? ", ..." : "");
}

}  // namespace asrg
