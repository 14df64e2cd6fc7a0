#include "compress/scene/realitycapture.h"

#include "compress/image/read_image.h"
#include "compress/io/file.h"
#include "compress/io/file_kind.h"
#include "compress/io/text_fields.h"
#include "compress/scene/checked_camera.h"
#include "compress/scene/find_photos.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace asrg {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if ((c == ',' || c == ';') && !quoted)
      cells.emplace_back();
    else if (c != ' ' || quoted || !cells.back().empty())
      cells.back() += c;
  }
  return cells;
}

/// The columns' indices by name; empty where a column that such a file must have is missing.
std::map<std::string, std::size_t> columns_of(std::string_view header) {
  std::map<std::string, std::size_t> columns;
  const auto cells = cells_of(header);
  for (std::size_t i = 0; i < cells.size(); ++i) columns.emplace(cells[i], i);
  for (const char* needed : {"#name", "x", "y", "alt", "heading", "pitch", "roll", "f"})
    if (!columns.contains(needed)) return {};
  return columns;
}

fs::path find_file(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    if (lower_extension(entry->path()) != ".csv" || !entry->is_regular_file(ignored)) continue;
    const auto start = read_file_start(entry->path(), 1024);
    std::string_view text(reinterpret_cast<const char*>(start.data()), start.size()), line;
    if (text.starts_with("#name") && take_line(text, line) && !columns_of(line).empty()) found.push_back(entry->path());
  }
  return found.size() == 1 ? found[0] : fs::path();
}

struct Row {
  std::string name, where;
  std::map<std::string, double> values;
  double operator[](const char* key) const {
    const auto found = values.find(key);
    return found == values.end() ? 0 : found->second;
  }
};

std::vector<Row> read_rows(const fs::path& path) {
  const std::string text = read_text_file(path);
  std::string_view rest = text, line;
  take_line(rest, line);
  const auto columns = columns_of(line);
  std::vector<Row> rows;
  for (int number = 2; take_line(rest, line); ++number) {
    if (line.find_first_not_of(" \t") == line.npos) continue;
    Row row{.name = {}, .where = fmt::format("line {} of {}", number, path.string()), .values = {}};
    const auto cells = cells_of(line);
    for (const auto& [name, at] : columns) {
      if (at >= cells.size()) throw Error(ErrorKind::io, fmt::format("{} has {} values, not {}", row.where, cells.size(), columns.size()));
      if (name == "#name")
        row.name = cells[at];
      else if (const auto value = parse_number(cells[at]))
        row.values[name] = *value;
      else
        throw Error(ErrorKind::io, fmt::format("{}: {} is \"{}\", which is no number", row.where, name, cells[at]));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// The camera's axes (right, up, back) as columns.
glm::dmat3 axes_of(const Row& row) {
  constexpr double degree = std::numbers::pi / 180;
  const double h = -row["heading"] * degree, p = row["pitch"] * degree, r = row["roll"] * degree;
  const glm::dmat3 about_x(1, 0, 0, 0, std::cos(p), std::sin(p), 0, -std::sin(p), std::cos(p));
  const glm::dmat3 about_y(std::cos(r), 0, -std::sin(r), 0, 1, 0, std::sin(r), 0, std::cos(r));
  const glm::dmat3 about_z(std::cos(h), std::sin(h), 0, -std::sin(h), std::cos(h), 0, 0, 0, 1);
  return about_z * about_x * about_y;
}

void read_lens(const Row& row, PosedImage& view) {
  if (row["k4"] != 0) {
    view.lens = Lens{Lens::Model::four_radial, {row["k1"], row["k2"], row["k3"], row["k4"], row["t1"], row["t2"]}};
    return;
  }
  Camera& c = view.camera;
  c.k1 = static_cast<float>(row["k1"]), c.k2 = static_cast<float>(row["k2"]), c.k3 = static_cast<float>(row["k3"]);
  c.p1 = static_cast<float>(row["t1"]), c.p2 = static_cast<float>(row["t2"]);
}

}  // namespace

bool is_realitycapture(const fs::path& folder) { return !find_file(folder).empty(); }

Listing list_realitycapture(const fs::path& folder) {
  const fs::path path = find_file(folder);
  const std::vector<Row> rows = read_rows(path);
  std::vector<std::string> names;
  for (const Row& row : rows) names.push_back(row.name);
  Listing listing;
  const auto photos = find_photos({.folder = folder, .names_from = path.filename().string()}, names, listing.warnings);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!photos[i]) continue;
    const Row& row = rows[i];
    PosedImage view;
    view.image = photos[i]->path;
    view.name = photos[i]->name;
    view.camera.size = read_image_size(view.image);
    const double pixels = std::max(view.camera.size.x, view.camera.size.y) / 36.0;
    view.camera.focal = glm::vec2(static_cast<float>(row["f"] * pixels));
    view.camera.principal_point = 0.5 * glm::dvec2(view.camera.size) + pixels * glm::dvec2(row["px"], row["py"]);
    read_lens(row, view);
    check_intrinsics(view.camera, row.where);
    const glm::dmat3 axes = axes_of(row);
    view.position = {row["x"], row["y"], row["alt"]};
    set_pose(view.camera, glm::dmat3(axes[0], -axes[1], -axes[2]), view.position, row.where);
    listing.train.push_back(std::move(view));
  }
  return listing;
}

}  // namespace asrg
