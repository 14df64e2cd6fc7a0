#include "compress/io/file.h"
#include "compress/scene/colmap_model.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <sstream>

namespace asrg::colmap {
namespace fs = std::filesystem;
namespace {

/// Calls `handle(line, number)` for each line that is no comment; empty lines count only where `keep_empty`.
template <class Handle>
void each_line(const fs::path& path, bool keep_empty, Handle handle) {
  std::istringstream text(read_text_file(path, std::size_t{4} << 30));
  std::string line;
  for (int number = 1; std::getline(text, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.starts_with('#') || (line.empty() && !keep_empty)) continue;
    handle(line, number);
  }
}

[[noreturn]] void malformed(const fs::path& path, int line, const char* what) {
  throw Error(ErrorKind::io, fmt::format("line {} of {} is not {}", line, path.string(), what));
}

void read_cameras(const fs::path& path, ColmapModel& model) {
  each_line(path, false, [&](const std::string& line, int number) {
    std::istringstream fields(line);
    std::uint32_t id;
    std::string name;
    std::uint64_t width, height;
    if (!(fields >> id >> name >> width >> height)) malformed(path, number, "a camera");
    std::vector<double> parameters;
    for (double value; fields >> value;) parameters.push_back(value);
    if (!fields.eof()) malformed(path, number, "a camera");
    model.cameras[id] = make_camera(name, width, height, parameters, fmt::format("camera {} of {}", id, path.string()));
  });
}

/// Every image takes two lines; the second, with its observations, may be empty.
void read_images(const fs::path& path, ColmapModel& model) {
  bool observations = false;
  each_line(path, true, [&](const std::string& line, int number) {
    if (observations || line.empty()) {
      observations = false;
      return;
    }
    observations = true;
    std::istringstream fields(line);
    ColmapImage image;
    std::uint32_t id;
    fields >> id;
    for (double& value : image.rotation) fields >> value;
    for (double& value : image.translation) fields >> value;
    if (!(fields >> image.camera >> std::ws) || !std::getline(fields, image.name)) malformed(path, number, "an image");
    model.images.push_back(std::move(image));
  });
}

void read_points(const fs::path& path, ColmapModel& model) {
  each_line(path, false, [&](const std::string& line, int number) {
    std::istringstream fields(line);
    std::uint64_t id;
    double point[3], error;
    int red, green, blue;
    if (!(fields >> id >> point[0] >> point[1] >> point[2] >> red >> green >> blue >> error)) malformed(path, number, "a point");
    std::size_t numbers = 0;
    for (std::uint64_t value; fields >> value;) ++numbers;
    add_point(model, point, numbers / 2);
  });
}

}  // namespace

ColmapModel read_text_model(const fs::path& folder) {
  ColmapModel model;
  read_cameras(folder / "cameras.txt", model);
  read_images(folder / "images.txt", model);
  if (fs::is_regular_file(folder / "points3D.txt")) read_points(folder / "points3D.txt", model);
  return model;
}

}  // namespace asrg::colmap
