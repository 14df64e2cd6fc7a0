#include "compress/scene/camera_path.h"

#include "compress/io/file.h"
#include "compress/scene/checked_camera.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace asrg {
namespace {

using nlohmann::json;

[[noreturn]] void fail(const std::string& where, const std::string& what) { throw Error(ErrorKind::io, fmt::format("{} {}", where, what)); }

/// A number of the frame, else of the whole file.
std::optional<float> number(const json& file, const json& frame, const char* key, const std::string& where) {
  for (const json* source : {&frame, &file}) {
    const auto found = source->find(key);
    if (found == source->end() || found->is_null()) continue;
    if (!found->is_number()) fail(where, fmt::format("has a \"{}\" that is not a number", key));
    return found->get<float>();
  }
  return std::nullopt;
}

/// The camera's intrinsics for pictures of its own width and height.
Camera intrinsics(const json& file, const json& frame, std::optional<glm::ivec2> size, glm::ivec2 fallback, const std::string& where) {
  const auto value = [&](const char* key) { return number(file, frame, key, where); };
  const glm::ivec2 otherwise = size.value_or(fallback);
  Camera c;
  const float w = value("w").value_or(static_cast<float>(otherwise.x)), h = value("h").value_or(static_cast<float>(otherwise.y));
  if (!(w >= 1 && h >= 1 && w <= 16384 && h <= 16384)) fail(where, fmt::format("has a camera for pictures of {} x {} pixels", w, h));
  c.size = glm::round(glm::vec2(w, h));
  const auto angle = value("camera_angle_x"), focal_x = value("fl_x");
  if (!angle && !focal_x) fail(where, "has neither \"camera_angle_x\" nor \"fl_x\"");
  c.focal.x = focal_x ? *focal_x : 0.5f * w / std::tan(0.5f * *angle);
  c.focal.y = value("fl_y").value_or(c.focal.x);
  c.principal_point = {value("cx").value_or(0.5f * w), value("cy").value_or(0.5f * h)};
  c.k1 = value("k1").value_or(0);
  c.k2 = value("k2").value_or(0);
  c.k3 = value("k3").value_or(0);
  c.p1 = value("p1").value_or(0);
  c.p2 = value("p2").value_or(0);
  check_intrinsics(c, where);
  return c;
}

/// The same view for pictures of another width; more or less is seen above and below.
void fit_to(Camera& c, glm::ivec2 size) {
  const float scale = static_cast<float>(size.x) / static_cast<float>(c.size.x);
  c.principal_point = scale * (c.principal_point - 0.5f * glm::vec2(c.size)) + 0.5f * glm::vec2(size);
  c.focal *= scale;
  c.size = size;
}

void read_pose(const json& frame, const std::string& where, Camera& c) {
  const auto matrix = frame.find("transform_matrix");
  double m[3][4];
  bool good = matrix != frame.end() && matrix->is_array() && (matrix->size() == 3 || matrix->size() == 4);
  for (std::size_t row = 0; good && row < 3; ++row) {
    const json& values = (*matrix)[row];
    good = values.is_array() && values.size() == 4;
    for (std::size_t column = 0; good && column < 4; ++column) {
      good = values[column].is_number();
      if (good) m[row][column] = values[column].get<double>();
    }
  }
  if (!good) fail(where, "has no \"transform_matrix\" of 4 x 4 numbers");
  const auto column = [&](int k) { return glm::dvec3(m[0][k], m[1][k], m[2][k]); };
  set_pose(c, glm::dmat3(column(0), -column(1), -column(2)), column(3), where);
}

}  // namespace

std::vector<Camera> read_camera_path(const std::filesystem::path& path, std::optional<glm::ivec2> size, glm::ivec2 fallback) {
  const json file = json::parse(read_text_file(path), nullptr, false);
  if (!file.is_object()) fail(path.string(), "is not a JSON object");
  const auto frames = file.find("frames");
  if (frames == file.end() || !frames->is_array() || frames->empty()) fail(path.string(), "has no list \"frames\"");
  std::vector<Camera> cameras;
  for (std::size_t i = 0; i < frames->size(); ++i) {
    const json& frame = (*frames)[i];
    const std::string where = fmt::format("frame {} of {}", i, path.string());
    if (!frame.is_object()) fail(where, "is not a JSON object");
    Camera c = intrinsics(file, frame, size, fallback, where);
    if (size) fit_to(c, *size);
    read_pose(frame, where, c);
    cameras.push_back(c);
  }
  return cameras;
}

}  // namespace asrg
