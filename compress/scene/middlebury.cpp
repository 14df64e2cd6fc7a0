#include "compress/scene/middlebury.h"

#include "compress/image/read_image.h"
#include "compress/io/file.h"
#include "compress/scene/checked_camera.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cmath>
#include <sstream>

namespace asrg {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> parameter_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.is_regular_file() && entry.path().filename().string().ends_with("_par.txt")) files.push_back(entry.path());
  }
  return files;
}

/// Three numbers in parentheses at the beginning of `text`.
std::optional<glm::vec3> parse_corner(const char* text) {
  glm::vec3 corner(0.0f);
  for (int i = 0; i < 3; ++i) {
    char* end = nullptr;
    corner[i] = std::strtof(++text, &end);  // past the parenthesis, space or comma
    if (end == text || !std::isfinite(corner[i])) return std::nullopt;
    text = end;
  }
  return *text == ')' ? std::optional(corner) : std::nullopt;
}

/// The two corners that follow the words "bounding box".
std::optional<Box> stated_box(const fs::path& readme) {
  if (!fs::is_regular_file(readme)) return std::nullopt;
  const std::string text = read_text_file(readme, std::size_t{1} << 20);
  std::vector<glm::vec3> corners;
  for (std::size_t i = text.find("bounding box"); i != text.npos && corners.size() < 2; i = text.find('(', i + 1)) {
    if (const auto corner = parse_corner(text.c_str() + i)) corners.push_back(*corner);
  }
  if (corners.size() < 2) return std::nullopt;
  const Box box{glm::min(corners[0], corners[1]), glm::max(corners[0], corners[1])};
  return glm::all(glm::greaterThan(box.max, box.min)) ? std::optional(box) : std::nullopt;
}

Camera parse_camera(std::istream& fields, glm::ivec2 size, const std::string& where) {
  double values[21];
  for (double& value : values) {
    std::string text;
    char* end = nullptr;
    if (fields >> text) value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0') throw Error(ErrorKind::io, fmt::format("{} is not a name and 21 numbers", where));
  }
  const double *k = values, *r = values + 9, *t = values + 18;
  if (std::abs(k[1]) > 1e-3 * std::abs(k[0])) {
    throw Error(ErrorKind::unsupported, fmt::format("{} has a skewed camera, which is not supported", where));
  }
  Camera camera;
  camera.focal = glm::dvec2(k[0], k[4]) / k[8];
  camera.principal_point = glm::dvec2(k[2], k[5]) / k[8];
  camera.size = size;
  check_intrinsics(camera, where);
  const glm::dmat3 axes(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8]);
  set_pose(camera, axes, -(axes * glm::dvec3(t[0], t[1], t[2])), where);
  return camera;
}

}  // namespace

bool is_middlebury(const fs::path& folder) { return parameter_files(folder).size() == 1; }

Listing list_middlebury(const fs::path& folder) {
  const fs::path path = parameter_files(folder).at(0);
  std::istringstream text(read_text_file(path));
  std::size_t announced = 0, lines = 0;
  if (!(text >> announced)) throw Error(ErrorKind::io, fmt::format("{} does not start with the number of images", path.string()));
  Listing listing;
  MissingFiles missing;
  std::string line;
  while (std::getline(text, line)) {
    std::istringstream fields(line);
    std::string name;
    if (!(fields >> name)) continue;
    const std::string where = fmt::format("image {} of {}", lines++, path.string());
    if (!fs::is_regular_file(folder / name)) {
      missing.add(name);
      continue;
    }
    listing.train.push_back({name, folder / name, {}, parse_camera(fields, read_image_size(folder / name), where)});
  }
  if (lines != announced)
    throw Error(ErrorKind::io, fmt::format("{} announces {} images, but has {} lines", path.string(), announced, lines));
  if (listing.train.empty()) throw Error(ErrorKind::io, fmt::format("none of the images that {} names exists", path.string()));
  if (!missing.empty()) listing.warnings.push_back(missing.warning(path.filename().string(), lines));
  listing.box = stated_box(folder / "README.txt");
  return listing;
}

}  // namespace asrg
