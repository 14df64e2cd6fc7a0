#include "compress/scene/colmap_model.h"

#include "compress/io/byte_reader.h"
#include "compress/io/file.h"
#include "compress/scene/checked_camera.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace asrg {
namespace fs = std::filesystem;
namespace colmap {

LensCamera make_camera(const std::string& model, std::uint64_t width, std::uint64_t height, const std::vector<double>& parameters,
                       const std::string& where) {
  const auto known =
      std::find_if(std::begin(camera_models), std::end(camera_models), [&](const CameraModel& m) { return model == m.name; });
  const bool is_known = known != std::end(camera_models);
  if (is_known && parameters.size() != known->parameters) {
    throw Error(ErrorKind::io,
                fmt::format("{} has {} parameters, but its model {} has {}", where, parameters.size(), model, known->parameters));
  }
  const std::size_t before = !is_known ? 0 : known->two_focal_lengths ? 4 : 3;
  const std::vector<double> distortion(parameters.begin() + static_cast<std::ptrdiff_t>(before), parameters.end());
  LensCamera result{.lens = colmap_lens(model, distortion, where)};
  Camera& camera = result.camera;
  camera.focal = glm::dvec2(parameters[0], parameters[before - 3]);
  camera.principal_point = glm::dvec2(parameters[before - 2], parameters[before - 1]);
  constexpr std::uint64_t largest = 1u << 20;
  camera.size = glm::ivec2(std::min(width, largest), std::min(height, largest));
  if (!result.lens) {  // k1, k2, p1, p2, k3, as far as the model has them
    float* const coefficients[] = {&camera.k1, &camera.k2, &camera.p1, &camera.p2, &camera.k3};
    for (std::size_t i = 0; i < std::min(distortion.size(), std::size(coefficients)); ++i)
      *coefficients[i] = static_cast<float>(distortion[i]);
  }
  check_intrinsics(camera, where);
  return result;
}

void add_point(ColmapModel& model, const double (&point)[3], std::size_t track_length) {
  if (track_length < 2 || !std::isfinite(point[0]) || !std::isfinite(point[1]) || !std::isfinite(point[2])) return;
  model.points.emplace_back(point[0], point[1], point[2]);
}

}  // namespace colmap

namespace {

bool has(const fs::path& folder, const char* a, const char* b) {
  return fs::is_regular_file(folder / a) && fs::is_regular_file(folder / b);
}

}  // namespace

bool is_colmap_model(const fs::path& folder) {
  return has(folder, "cameras.bin", "images.bin") || has(folder, "cameras.txt", "images.txt");
}

std::size_t count_colmap_images(const fs::path& folder) {
  if (!has(folder, "cameras.bin", "images.bin")) return colmap::read_text_images(folder / "images.txt").size();
  const auto start = read_file_start(folder / "images.bin", 8);
  return ByteReader(start, (folder / "images.bin").string()).take<std::uint64_t>();
}

ColmapModel read_colmap_model(const fs::path& folder) {
  return has(folder, "cameras.bin", "images.bin") ? colmap::read_binary_model(folder) : colmap::read_text_model(folder);
}

}  // namespace asrg
