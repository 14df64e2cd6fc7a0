#include "viewer/session/numbered_file.h"

#include <fmt/format.h>

namespace asrg {

std::filesystem::path numbered_file(const std::filesystem::path& stem, const std::string& extension) {
  const auto taken = [](const std::filesystem::path& p) {
    std::error_code ignored;
    return std::filesystem::exists(std::filesystem::symlink_status(p, ignored));
  };
  for (int n = 1;; ++n) {
    std::filesystem::path name = stem;
    name += fmt::format("-{:03}", n);
    std::filesystem::path file = name;
    file += extension;
    if (!taken(file) && !taken(name)) return file;
  }
}

}  // namespace asrg
