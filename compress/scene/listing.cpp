#include "compress/scene/listing.h"

#include "compress/image/read_image.h"
#include "compress/scene/mask_files.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

namespace asrg {
namespace fs = std::filesystem;

std::string MissingFiles::warning(const std::string& source, std::size_t total) const {
  const std::size_t shown = std::min<std::size_t>(names_.size(), 3);
  return fmt::format("{} of the {} images that {} names do not exist and are left out: {}{}", names_.size(), total, source,
                     fmt::join(std::span(names_).first(shown), ", "), shown < names_.size() ? ", ..." : "");
}

std::vector<fs::path> images_in(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files, foreign;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!entry.is_regular_file() || entry.path().filename().string().starts_with('.')) continue;
    if (has_image_extension(entry.path())) files.push_back(entry.path());
    if (has_foreign_image_extension(entry.path())) foreign.push_back(entry.path());
  }
  if (error) throw Error(ErrorKind::io, fmt::format("cannot list the images in {}: {}", folder.string(), error.message()));
  if (files.empty()) files = std::move(foreign);
  std::sort(files.begin(), files.end());
  return without_masks(files);
}

}  // namespace asrg
