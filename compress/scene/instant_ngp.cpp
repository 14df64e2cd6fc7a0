#include "compress/scene/instant_ngp.h"

#include "compress/scene/transforms_json.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

namespace asrg {
namespace fs = std::filesystem;

bool is_instant_ngp(const fs::path& folder) { return fs::is_regular_file(folder / "transforms.json"); }

Listing list_instant_ngp(const fs::path& folder) {
  const fs::path path = folder / "transforms.json";
  TransformsFrames read = read_transforms_json(path);
  if (read.frames.empty()) throw Error(ErrorKind::io, fmt::format("none of the images that {} names exists", path.string()));
  Listing listing;
  if (!read.missing.empty()) listing.warnings.push_back(read.missing.warning(path.filename().string(), read.named));
  listing.train = std::move(read.frames);
  return listing;
}

}  // namespace asrg
