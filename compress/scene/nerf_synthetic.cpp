#include "compress/scene/nerf_synthetic.h"

#include "compress/scene/transforms_json.h"

namespace asrg {
namespace fs = std::filesystem;
namespace {

std::vector<PosedImage> take(TransformsFrames&& read, std::vector<std::string>& warnings) {
  warnings.insert(warnings.end(), read.warnings.begin(), read.warnings.end());
  return std::move(read.frames);
}

}  // namespace

bool is_nerf_synthetic(const fs::path& folder) { return fs::is_regular_file(folder / "transforms_train.json"); }

Listing list_nerf_synthetic(const fs::path& folder) {
  Listing listing;
  listing.numeric_names = true;
  const fs::path test = folder / "transforms_test.json";
  listing.train = take(read_transforms_json(folder / "transforms_train.json"), listing.warnings);
  if (fs::is_regular_file(test)) listing.test = take(read_transforms_json(test, false), listing.warnings);
  return listing;
}

}  // namespace asrg
