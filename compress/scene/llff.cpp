#include "compress/scene/llff.h"

#include "compress/io/file.h"
#include "compress/io/npy.h"
#include "compress/scene/checked_camera.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace asrg {
namespace fs = std::filesystem;

bool is_llff(const fs::path& folder) { return fs::is_regular_file(folder / "poses_bounds.npy"); }

Listing list_llff(const fs::path& folder) {
  const fs::path path = folder / "poses_bounds.npy";
  const NpyArray array = parse_npy(read_file(path), path.string());
  if (array.shape.size() != 2 || array.shape[0] == 0 || array.shape[1] != 17) {
    throw Error(ErrorKind::io, fmt::format("{} has the shape ({}), not (N, 17)", path.string(), fmt::join(array.shape, ", ")));
  }
  const auto photos = images_in(folder / "images");
  if (photos.size() != array.shape[0]) {
    throw Error(ErrorKind::io, fmt::format("{} has {} images, but {} has {} rows", (folder / "images").string(), photos.size(),
                                           path.string(), array.shape[0]));
  }
  Listing listing;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const double* row = array.values.data() + 17 * i;
    const auto column = [&](int c) { return glm::dvec3(row[c], row[5 + c], row[10 + c]); };
    const std::string where = fmt::format("row {} of {}", i, path.string());
    PosedImage view;
    view.image = photos[i];
    view.name = "images/" + photos[i].filename().string();
    const glm::dvec3 size = column(4);  // height, width, focal length
    if (!(size.x >= 1 && size.y >= 1 && size.x < 1e6 && size.y < 1e6)) {
      throw Error(ErrorKind::io, fmt::format("{} has a camera for images of {} x {} pixels", where, size.y, size.x));
    }
    view.camera.size = {static_cast<int>(std::lround(size.y)), static_cast<int>(std::lround(size.x))};
    view.camera.focal = glm::vec2(static_cast<float>(size.z));
    view.camera.principal_point = glm::vec2(view.camera.size) * 0.5f;
    check_intrinsics(view.camera, where);
    set_pose(view.camera, glm::dmat3(column(1), column(0), -column(2)), column(3), where);
    listing.train.push_back(std::move(view));
  }
  return listing;
}

}  // namespace asrg
