#include "compress/scene/nerf_synthetic.h"

#include "compress/scene/transforms_json.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

namespace asrg {
namespace fs = std::filesystem;
namespace {

std::vector<PosedImage> take(TransformsFrames&& read, const fs::path& path, std::vector<std::string>& warnings) {
  if (!read.missing.empty()) warnings.push_back(read.missing.warning(path.filename().string(), read.named));
  return std::move(read.frames);
}

}  // namespace

bool is_nerf_synthetic(const fs::path& folder) { return fs::is_regular_file(folder / "transforms_train.json"); }

Listing list_nerf_synthetic(const fs::path& folder) {
  Listing listing;
  listing.numeric_names = true;
  const fs::path train = folder / "transforms_train.json", test = folder / "transforms_test.json";
  listing.train = take(read_transforms_json(train), train, listing.warnings);
  if (listing.train.empty()) throw Error(ErrorKind::io, fmt::format("none of the images that {} names exists", train.string()));
  if (fs::is_regular_file(test)) listing.test = take(read_transforms_json(test), test, listing.warnings);
  return listing;
}

}  // namespace asrg
