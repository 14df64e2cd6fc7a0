#include "compress/scene/llff.h"

#include "compress/io/file.h"
#include "compress/io/npy.h"
#include "compress/scene/checked_camera.h"
#include "compress/scene/find_photos.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace asrg {
namespace fs = std::filesystem;

namespace {

struct RowsPhotos {
  std::vector<fs::path> photos;
  std::string place;  ///< their folder, relative to the data set's
};

/// The photos that belong to `rows` poses: those in images/, or in the first other usual folder that has as many.
RowsPhotos find_rows_photos(const fs::path& folder, std::size_t rows, const fs::path& poses, std::vector<std::string>& warnings) {
  std::string found;
  std::vector<std::string> places;
  for (const PhotoFolder& usual : usual_photo_folders) places.push_back(usual.name);
  places.push_back(".");
  for (const std::string& place : places) {
    std::error_code ignored;
    if (!fs::is_directory(folder / place, ignored)) continue;
    auto photos = images_in(folder / place);
    if (photos.size() == rows) {
      if (place != places[0])
        warnings.push_back(fmt::format("{} holds no {} photos: those in {} were taken", (folder / "images").string(), rows, place));
      return {std::move(photos), place};
    }
    if (place != ".") found += fmt::format("{}{} has {} images", found.empty() ? "" : ", ", (folder / place).string(), photos.size());
  }
  if (found.empty()) found = fmt::format("there is no folder {}", (folder / "images").string());
  throw Error(ErrorKind::io, fmt::format("{}, but {} has {} rows", found, poses.string(), rows));
}

}  // namespace

bool is_llff(const fs::path& folder) { return fs::is_regular_file(folder / "poses_bounds.npy"); }

Listing list_llff(const fs::path& folder) {
  const fs::path path = folder / "poses_bounds.npy";
  const NpyArray array = parse_npy(read_file(path), path.string());
  if (array.shape.size() != 2 || array.shape[0] == 0 || array.shape[1] != 17) {
    throw Error(ErrorKind::io, fmt::format("{} has the shape ({}), not (N, 17)", path.string(), fmt::join(array.shape, ", ")));
  }
  Listing listing;
  const auto [photos, place] = find_rows_photos(folder, array.shape[0], path, listing.warnings);
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const double* row = array.values.data() + 17 * i;
    const auto column = [&](int c) { return glm::dvec3(row[c], row[5 + c], row[10 + c]); };
    const std::string where = fmt::format("row {} of {}", i, path.string());
    PosedImage view;
    view.image = photos[i];
    view.name = (fs::path(place) / photos[i].filename()).lexically_normal().generic_string();
    const glm::dvec3 size = column(4);  // height, width, focal length
    if (!(size.x >= 1 && size.y >= 1 && size.x < 1e6 && size.y < 1e6)) {
      throw Error(ErrorKind::io, fmt::format("{} has a camera for images of {} x {} pixels", where, size.y, size.x));
    }
    view.camera.size = {static_cast<int>(std::lround(size.y)), static_cast<int>(std::lround(size.x))};
    view.camera.focal = glm::vec2(static_cast<float>(size.z));
    view.camera.principal_point = glm::vec2(view.camera.size) * 0.5f;
    check_intrinsics(view.camera, where);
    set_pose(view.camera, glm::dmat3(column(1), column(0), -column(2)), column(3), where);
    view.position = column(3);
    if (row[15] > 0 && row[16] > row[15] && std::isfinite(row[16])) view.depths = glm::dvec2(row[15], row[16]);
    listing.train.push_back(std::move(view));
  }
  return listing;
}

}  // namespace asrg
