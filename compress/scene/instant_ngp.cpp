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
  Listing listing;
  listing.warnings = std::move(read.warnings);
  for (std::size_t i = 0; i < read.frames.size(); ++i) {
    const auto side = read.sides.empty() ? TransformsFrames::Side::train : read.sides[i];
    if (side == TransformsFrames::Side::train) listing.train.push_back(std::move(read.frames[i]));
    if (side == TransformsFrames::Side::test) listing.test.push_back(std::move(read.frames[i]));
  }
  if (listing.train.empty()) throw Error(ErrorKind::io, fmt::format("\"train_filenames\" of {} names none of its frames", path.string()));
  return listing;
}

}  // namespace asrg
