#include "compress/scene/colmap_model.h"

#include "compress/io/byte_reader.h"
#include "compress/io/file.h"
#include "compress/scene/checked_camera.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cmath>

namespace asrg {
namespace fs = std::filesystem;
namespace colmap {

Camera make_camera(const std::string& model, std::uint64_t width, std::uint64_t height, const std::vector<double>& parameters,
                   const std::string& where) {
  // Names of the parameters in COLMAP's order: f = both focal lengths.
  struct Model {
    const char* name;
    std::size_t parameters;
    bool two_focal_lengths;
    int radial, tangential;
  };
  constexpr Model models[] = {{"SIMPLE_PINHOLE", 3, false, 0, 0}, {"PINHOLE", 4, true, 0, 0}, {"SIMPLE_RADIAL", 4, false, 1, 0},
                              {"RADIAL", 5, false, 2, 0},         {"OPENCV", 8, true, 2, 2},  {"FULL_OPENCV", 12, true, 3, 2}};
  for (const Model& known : models) {
    if (model != known.name) continue;
    if (parameters.size() != known.parameters) {
      throw Error(ErrorKind::io,
                  fmt::format("{} has {} parameters, but its model {} has {}", where, parameters.size(), model, known.parameters));
    }
    const std::size_t after_focal = known.two_focal_lengths ? 2 : 1;
    Camera camera;
    camera.focal = glm::dvec2(parameters[0], parameters[after_focal - 1]);
    camera.principal_point = glm::dvec2(parameters[after_focal], parameters[after_focal + 1]);
    constexpr std::uint64_t largest = 1u << 20;
    camera.size = glm::ivec2(std::min(width, largest), std::min(height, largest));
    const double* distortion = parameters.data() + after_focal + 2;
    if (known.radial > 0) camera.k1 = static_cast<float>(distortion[0]);
    if (known.radial > 1) camera.k2 = static_cast<float>(distortion[1]);
    if (known.tangential > 0) {
      camera.p1 = static_cast<float>(distortion[2]);
      camera.p2 = static_cast<float>(distortion[3]);
    }
    if (known.radial > 2) {  // fx, fy, cx, cy, k1, k2, p1, p2, k3, k4, k5, k6; the last three divide
      camera.k3 = static_cast<float>(distortion[4]);
      if (distortion[5] != 0 || distortion[6] != 0 || distortion[7] != 0) {
        throw Error(
            ErrorKind::unsupported,
            fmt::format("{} has the camera model {} with k4, k5 or k6, which is not supported: undistort the images first", where, model));
      }
    }
    check_intrinsics(camera, where);
    return camera;
  }
  throw Error(ErrorKind::unsupported,
              fmt::format("{} has the camera model {}, which is not supported: undistort the images first", where, model));
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
