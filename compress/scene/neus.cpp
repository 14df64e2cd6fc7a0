#include "compress/scene/neus.h"

#include "compress/image/read_image.h"
#include "compress/metrics/npz.h"
#include "compress/scene/checked_camera.h"
#include "compress/scene/name_order.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace fs = std::filesystem;
namespace {

constexpr const char* photo_folders[] = {"image", "images", "rgb"};

fs::path cameras_file(const fs::path& folder) {
  if (fs::is_regular_file(folder / "cameras_sphere.npz")) return folder / "cameras_sphere.npz";
  if (fs::is_regular_file(folder / "cameras.npz") && fs::is_directory(folder / "image")) return folder / "cameras.npz";
  return {};
}

/// The array of that name, of 3 x 4 or 4 x 4 numbers, as a 4 x 4 matrix.
glm::dmat4 matrix(const std::map<std::string, FloatArray>& arrays, const std::string& name, const fs::path& path) {
  const auto found = arrays.find(name);
  if (found == arrays.end()) throw Error(ErrorKind::io, fmt::format("{} has no {}", path.string(), name));
  const auto& [shape, values] = found->second;
  if (shape.size() != 2 || shape[0] < 3 || shape[0] > 4 || shape[1] != 4)
    throw Error(ErrorKind::io, fmt::format("{}: {} is no matrix of 4 x 4 numbers", path.string(), name));
  glm::dmat4 m(1);
  for (std::size_t r = 0; r < shape[0]; ++r)
    for (std::size_t c = 0; c < 4; ++c) m[static_cast<int>(c)][static_cast<int>(r)] = static_cast<double>(values[4 * r + c]);
  return m;
}

std::vector<fs::path> photos_of(const fs::path& folder, std::size_t count, const fs::path& path) {
  std::string found;
  for (const char* place : photo_folders) {
    if (!fs::is_directory(folder / place)) continue;
    auto photos = images_in(folder / place);
    std::stable_sort(photos.begin(), photos.end(),
                     [](const fs::path& a, const fs::path& b) { return numeric_less(a.filename().string(), b.filename().string()); });
    if (photos.size() == count) return photos;
    found += fmt::format("{}{} has {} images", found.empty() ? "" : ", ", (folder / place).string(), photos.size());
  }
  if (found.empty()) found = fmt::format("there is no folder {}", (folder / "image").string());
  throw Error(ErrorKind::io, fmt::format("{}, but {} has {} cameras", found, path.string(), count));
}

}  // namespace

glm::dvec3 take_apart(const double (&p)[3][4], Camera& camera, const std::string& where) {
  glm::dvec3 rows[3];
  for (int i = 0; i < 3; ++i) rows[i] = {p[i][0], p[i][1], p[i][2]};
  const double scale = glm::length(rows[2]);
  const glm::dmat3 by_columns(p[0][0], p[1][0], p[2][0], p[0][1], p[1][1], p[2][1], p[0][2], p[1][2], p[2][2]);
  const double volume = glm::determinant(by_columns);
  if (!(scale > 0) || !std::isfinite(volume) || std::abs(volume) < 1e-12 * scale * scale * scale)
    throw Error(ErrorKind::io, fmt::format("{} is no projection of a camera", where));
  // The rows of K R, scaled so that K's last row is 0 0 1; P and -P are the same projection.
  const double sign = volume < 0 ? -1 : 1;
  for (glm::dvec3& row : rows) row *= sign / scale;
  const glm::dvec3 z = rows[2];
  const double cx = glm::dot(rows[0], z), cy = glm::dot(rows[1], z);
  const glm::dvec3 right_of_y = rows[1] - cy * z;
  const double fy = glm::length(right_of_y);
  const glm::dvec3 y = right_of_y / fy;
  const double skew = glm::dot(rows[0], y);
  const glm::dvec3 rest = rows[0] - cx * z - skew * y;
  const double fx = glm::length(rest);
  if (std::abs(skew) > 1e-3 * fx)
    throw Error(ErrorKind::unsupported, fmt::format("{} has pixels that are skewed by {:.3g}, which is not supported", where, skew / fx));
  camera.focal = glm::dvec2(fx, fy);
  camera.principal_point = glm::dvec2(cx, cy);
  const glm::dvec3 centre = -glm::inverse(by_columns) * glm::dvec3(p[0][3], p[1][3], p[2][3]);
  set_pose(camera, glm::dmat3(rest / fx, y, z), centre, where);
  return centre;
}

bool is_neus(const fs::path& folder) { return !cameras_file(folder).empty(); }

Listing list_neus(const fs::path& folder) {
  const fs::path path = cameras_file(folder);
  const auto arrays = read_npz(path);
  std::size_t count = 0;
  while (arrays.contains(fmt::format("world_mat_{}", count))) ++count;
  if (count == 0) throw Error(ErrorKind::io, fmt::format("{} has no world_mat_0", path.string()));
  const auto photos = photos_of(folder, count, path);
  Listing listing;
  listing.numeric_names = true;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string where = fmt::format("world_mat_{} of {}", i, path.string());
    const glm::dmat4 both = matrix(arrays, fmt::format("world_mat_{}", i), path) * matrix(arrays, fmt::format("scale_mat_{}", i), path);
    double projection[3][4];
    for (int r = 0; r < 3; ++r)
      for (int c = 0; c < 4; ++c) projection[r][c] = both[c][r];
    PosedImage view;
    view.image = photos[i];
    view.name = photos[i].lexically_relative(folder).generic_string();
    view.position = take_apart(projection, view.camera, where);
    view.camera.size = read_image_size(view.image);
    check_intrinsics(view.camera, where);
    listing.train.push_back(std::move(view));
  }
  if (!fs::is_directory(folder / "mask") && !fs::is_directory(folder / "masks")) listing.box = StatedBox{glm::dvec3(-1), glm::dvec3(1)};
  return listing;
}

}  // namespace asrg
