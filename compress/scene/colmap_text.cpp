#include "compress/io/file.h"
#include "compress/io/text_fields.h"
#include "compress/scene/colmap_model.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cmath>

namespace asrg::colmap {
namespace fs = std::filesystem;
namespace {

/// Calls `handle(line, number)` for each line that is no comment; empty lines count only where `keep_empty`.
template <class Handle>
void each_line(const fs::path& path, bool keep_empty, Handle handle) {
  const std::string text = read_text_file(path, std::size_t{4} << 30);
  std::string_view rest = text, line;
  for (int number = 1; take_line(rest, line); ++number) {
    if (line.starts_with('#') || (line.find_first_not_of(" \t") == line.npos && !keep_empty)) continue;
    handle(line, number);
  }
}

[[noreturn]] void malformed(const fs::path& path, int line, const char* what) {
  throw Error(ErrorKind::io, fmt::format("line {} of {} is not {}", line, path.string(), what));
}

/// Takes words off a line and reads them as numbers; `good` stays true as long as they are.
struct Fields {
  std::string_view rest;
  bool good = true;

  double number() {
    const auto value = parse_number(take_word(rest));
    good = good && value.has_value();
    return value.value_or(0);
  }
  /// A whole number that may be written 48.0, as tables of floating-point numbers are.
  std::uint64_t whole() {
    const double value = number();
    good = good && value >= 0 && value < 9e15 && value == std::floor(value);
    return good ? static_cast<std::uint64_t>(value) : 0;
  }
};

void read_cameras(const fs::path& path, ColmapModel& model) {
  each_line(path, false, [&](std::string_view line, int number) {
    Fields fields{line};
    const std::uint64_t id = fields.whole();
    const std::string name(take_word(fields.rest));
    const std::uint64_t width = fields.whole(), height = fields.whole();
    std::vector<double> parameters;
    while (fields.rest.find_first_not_of(" \t") != fields.rest.npos) parameters.push_back(fields.number());
    if (!fields.good || id > 0xffffffffu) malformed(path, number, "a camera");
    model.cameras[static_cast<std::uint32_t>(id)] =
        make_camera(name, width, height, parameters, fmt::format("camera {} of {}", id, path.string()));
  });
}

ColmapImage parse_image(std::string_view line, const fs::path& path, int number) {
  Fields fields{line};
  ColmapImage image;
  fields.whole();  // its number
  for (double& value : image.rotation) value = fields.number();
  for (double& value : image.translation) value = fields.number();
  const std::uint64_t camera = fields.whole();
  const std::size_t name = fields.rest.find_first_not_of(" \t");
  if (!fields.good || camera > 0xffffffffu || name == fields.rest.npos) malformed(path, number, "an image");
  image.camera = static_cast<std::uint32_t>(camera);
  image.name = fields.rest.substr(name);  // may have spaces
  image.name.erase(image.name.find_last_not_of(" \t") + 1);
  return image;
}

/// True for a line of observations: triples of numbers (x, y, the point's number). An image's line ends in a file name.
bool is_observations(std::string_view line) {
  std::size_t numbers = 0;
  for (std::string_view word = take_word(line); !word.empty(); word = take_word(line), ++numbers) {
    if (!parse_number(word)) return false;
  }
  return numbers % 3 == 0;
}

void read_points(const fs::path& path, ColmapModel& model) {
  each_line(path, false, [&](std::string_view line, int number) {
    Fields fields{line};
    fields.whole();  // its number
    double point[3];
    for (double& value : point) value = fields.number();
    for (int i = 0; i < 4; ++i) fields.number();  // colour, reprojection error
    if (!fields.good) malformed(path, number, "a point");
    std::size_t track = 0;
    while (!take_word(fields.rest).empty()) ++track;
    add_point(model, point, track / 2);
  });
}

}  // namespace

/// Every image takes two lines; the second, with its observations, may be empty, and is missing in files written by hand.
std::vector<ColmapImage> read_text_images(const fs::path& path) {
  std::vector<ColmapImage> images;
  bool observations = false;
  each_line(path, true, [&](std::string_view line, int number) {
    const bool empty = line.find_first_not_of(" \t") == line.npos;
    if (empty || (observations && is_observations(line))) {
      observations = false;
      return;
    }
    observations = true;
    images.push_back(parse_image(line, path, number));
  });
  return images;
}

ColmapModel read_text_model(const fs::path& folder) {
  ColmapModel model;
  read_cameras(folder / "cameras.txt", model);
  model.images = read_text_images(folder / "images.txt");
  if (fs::is_regular_file(folder / "points3D.txt")) read_points(folder / "points3D.txt", model);
  return model;
}

}  // namespace asrg::colmap
