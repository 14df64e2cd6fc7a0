#include "compress/scene/colmap.h"

#include "compress/scene/checked_camera.h"
#include "compress/scene/colmap_folder.h"
#include "compress/scene/colmap_model.h"
#include "compress/scene/find_photos.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cmath>

namespace asrg {
namespace fs = std::filesystem;
namespace {

/// @return the camera's centre
glm::dvec3 set_colmap_pose(Camera& camera, const ColmapImage& image, const std::string& where) {
  const double *q = image.rotation, *t = image.translation;
  const double norm = std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
  const double w = q[0] / norm, x = q[1] / norm, y = q[2] / norm, z = q[3] / norm;
  // World-to-camera by rows = camera-to-world by columns: the camera's axes in world space.
  const glm::dmat3 axes(1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),  //
                        2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),  //
                        2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y));
  const glm::dvec3 centre = -(axes * glm::dvec3(t[0], t[1], t[2]));
  set_pose(camera, axes, centre, where);
  return centre;
}

}  // namespace

glm::dvec3 colmap_camera_centre(const ColmapImage& image) {
  Camera unused;
  return set_colmap_pose(unused, image, image.name);
}

bool is_colmap(const fs::path& folder) { return !colmap_models(folder).empty(); }

Listing list_colmap(const fs::path& folder) {
  Listing listing;
  const fs::path place = largest_colmap_model(folder, colmap_models(folder), listing.warnings);
  const fs::path model_folder = (folder / place).lexically_normal();
  ColmapModel model = read_colmap_model(model_folder);
  std::vector<std::string> names;
  for (const ColmapImage& image : model.images) names.push_back(image.name);
  const auto photos =
      find_photos({.folder = folder, .names_from = fmt::format("the COLMAP model {}", model_folder.string()), .homes = {"images", "."}},
                  names, listing.warnings);
  std::string note;
  for (auto& [id, camera] : model.cameras) {
    const std::string mended = mend_principal_point(camera.camera);
    if (note.empty() && !mended.empty()) note = fmt::format("camera {} of {} {}", id, model_folder.string(), mended);
  }
  if (!note.empty()) listing.warnings.push_back(note);
  for (std::size_t i = 0; i < model.images.size(); ++i) {
    if (!photos[i]) continue;
    const ColmapImage& image = model.images[i];
    const std::string where = fmt::format("the image {} of {}", image.name, model_folder.string());
    const auto camera = model.cameras.find(image.camera);
    if (camera == model.cameras.end())
      throw Error(ErrorKind::io, fmt::format("{} has camera {}, which is not in the model", where, image.camera));
    PosedImage view;
    view.image = photos[i]->path;
    view.name = photos[i]->name;
    view.camera = camera->second.camera;
    view.lens = camera->second.lens;
    view.position = set_colmap_pose(view.camera, image, where);
    listing.train.push_back(std::move(view));
  }
  listing.sparse_points = std::move(model.points);
  return listing;
}

}  // namespace asrg
