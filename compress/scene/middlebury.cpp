#include "compress/scene/middlebury.h"

#include "compress/image/read_image.h"
#include "compress/io/file.h"
#include "compress/io/text_fields.h"
#include "compress/scene/checked_camera.h"
#include "compress/scene/find_photos.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <tuple>

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

/// Three numbers in parentheses at the beginning of `text`, between white space or commas.
std::optional<glm::dvec3> parse_corner(std::string_view text) {
  const std::size_t end = text.find(')');
  if (end == text.npos) return std::nullopt;
  std::string inside(text.substr(1, end - 1));
  std::replace(inside.begin(), inside.end(), ',', ' ');
  std::string_view words = inside;
  glm::dvec3 corner(0.0);
  for (int i = 0; i < 3; ++i) {
    const auto value = parse_number(take_word(words));
    if (!value || !std::isfinite(*value)) return std::nullopt;
    corner[i] = *value;
  }
  return take_word(words).empty() ? std::optional(corner) : std::nullopt;
}

/// The two corners that follow the words "bounding box".
std::optional<StatedBox> stated_box(const fs::path& readme) {
  if (!fs::is_regular_file(readme)) return std::nullopt;
  const std::string text = read_text_file(readme, std::size_t{1} << 20);
  std::vector<glm::dvec3> corners;
  for (std::size_t i = text.find("bounding box"); i != text.npos && corners.size() < 2; i = text.find('(', i + 1)) {
    if (const auto corner = parse_corner(std::string_view(text).substr(i))) corners.push_back(*corner);
  }
  if (corners.size() < 2) return std::nullopt;
  const StatedBox box{glm::min(corners[0], corners[1]), glm::max(corners[0], corners[1])};
  return glm::all(glm::greaterThan(box.max, box.min)) ? std::optional(box) : std::nullopt;
}

/// The camera of a line, and its centre.
/// @param fields the line without the photo's name
std::pair<Camera, glm::dvec3> parse_camera(std::string_view fields, glm::ivec2 size, const std::string& where) {
  double values[21];
  for (double& value : values) {
    const auto number = parse_number(take_word(fields));
    if (!number) throw Error(ErrorKind::io, fmt::format("{} is not a name and 21 numbers", where));
    value = *number;
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
  const glm::dvec3 centre = -(axes * glm::dvec3(t[0], t[1], t[2]));
  set_pose(camera, axes, centre, where);
  return {camera, centre};
}

}  // namespace

bool is_middlebury(const fs::path& folder) { return parameter_files(folder).size() == 1; }

Listing list_middlebury(const fs::path& folder) {
  const fs::path path = parameter_files(folder).at(0);
  const std::string text = read_text_file(path);
  std::string_view rest = text, line;
  const auto announced = parse_number(take_word(rest));
  if (!announced || !(*announced >= 0))
    throw Error(ErrorKind::io, fmt::format("{} does not start with the number of images", path.string()));
  std::vector<std::string> names;
  std::vector<std::string_view> cameras;
  while (take_line(rest, line)) {
    const std::string_view name = take_word(line);
    if (name.empty()) continue;
    names.emplace_back(name);
    cameras.push_back(line);
  }
  if (static_cast<double>(names.size()) != *announced)
    throw Error(ErrorKind::io, fmt::format("{} announces {} images, but has {} lines", path.string(), *announced, names.size()));
  Listing listing;
  const auto photos = find_photos({.folder = folder, .names_from = path.filename().string()}, names, listing.warnings);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!photos[i]) continue;
    PosedImage view;
    view.name = photos[i]->name;
    view.image = photos[i]->path;
    const glm::ivec2 size = read_image_size(view.image);
    std::tie(view.camera, view.position) =
        parse_camera(cameras[i], size * photos[i]->reduction, fmt::format("image {} of {}", i, path.string()));
    listing.train.push_back(std::move(view));
  }
  listing.box = stated_box(folder / "README.txt");
  return listing;
}

}  // namespace asrg
