#include "compress/scene/colmap.h"

#include "compress/scene/checked_camera.h"
#include "compress/scene/colmap_model.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cmath>

namespace asrg {
namespace fs = std::filesystem;
namespace {

/// The folder that holds the model; empty where there is none.
fs::path find_model(const fs::path& folder) {
  for (const char* place : {"sparse/0", "sparse", "colmap/sparse/0", "."}) {
    if (is_colmap_model(folder / place)) return (folder / place).lexically_normal();
  }
  return {};
}

void set_colmap_pose(Camera& camera, const ColmapImage& image, const std::string& where) {
  const double *q = image.rotation, *t = image.translation;
  const double norm = std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
  const double w = q[0] / norm, x = q[1] / norm, y = q[2] / norm, z = q[3] / norm;
  // World-to-camera by rows = camera-to-world by columns: the camera's axes in world space.
  const glm::dmat3 axes(1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),  //
                        2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),  //
                        2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y));
  set_pose(camera, axes, -(axes * glm::dvec3(t[0], t[1], t[2])), where);
}

}  // namespace

bool is_colmap(const fs::path& folder) { return !find_model(folder).empty(); }

Listing list_colmap(const fs::path& folder) {
  const fs::path model_folder = find_model(folder);
  ColmapModel model = read_colmap_model(model_folder);
  Listing listing;
  MissingFiles missing;
  for (const ColmapImage& image : model.images) {
    const std::string where = fmt::format("the image {} of {}", image.name, model_folder.string());
    PosedImage view;
    for (const char* place : {"images", "."}) {
      const fs::path name = (fs::path(place) / image.name).lexically_normal();
      if (!view.image.empty() || !fs::is_regular_file(folder / name)) continue;
      view.image = folder / name;
      view.name = name.generic_string();
    }
    if (view.image.empty()) {
      missing.add(image.name);
      continue;
    }
    const auto camera = model.cameras.find(image.camera);
    if (camera == model.cameras.end())
      throw Error(ErrorKind::io, fmt::format("{} has camera {}, which is not in the model", where, image.camera));
    view.camera = camera->second;
    set_colmap_pose(view.camera, image, where);
    listing.train.push_back(std::move(view));
  }
  if (listing.train.empty()) {
    throw Error(ErrorKind::io, fmt::format("none of the {} images of {} exists in {}", model.images.size(), model_folder.string(),
                                           (folder / "images").string()));
  }
  if (!missing.empty()) listing.warnings.push_back(missing.warning("the COLMAP model", model.images.size()));
  listing.sparse_points = std::move(model.points);
  return listing;
}

}  // namespace asrg
