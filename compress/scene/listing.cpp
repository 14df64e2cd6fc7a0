#include "compress/scene/listing.h"

#include "compress/image/read_image.h"
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

fs::path find_mask(const fs::path& masks, const std::string& name) {
  if (!fs::is_directory(masks)) return {};
  const fs::path same = masks / name, other = fs::path(same).replace_extension(".png"), appended = same.string() + ".png";
  for (const auto& candidate : {same, other, appended}) {
    if (fs::is_regular_file(candidate)) return candidate;
  }
  throw Error(ErrorKind::io, fmt::format("{} has no mask for the image {} (looked for {} and {})", masks.string(), name,
                                         other.filename().string(), appended.filename().string()));
}

std::vector<fs::path> images_in(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file() && has_image_extension(entry.path()) && !entry.path().filename().string().starts_with('.')) {
      files.push_back(entry.path());
    }
  }
  if (error) throw Error(ErrorKind::io, fmt::format("cannot list the images in {}: {}", folder.string(), error.message()));
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace asrg
