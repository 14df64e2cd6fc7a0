#include "compress/scene/transforms_json.h"

#include "compress/image/read_image.h"
#include "compress/io/file.h"
#include "compress/scene/checked_camera.h"
#include "compress/scene/photo_camera.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace asrg {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;

/// One frame's values: its own first, then those for all frames.
class FrameValues {
 public:
  FrameValues(const json& all, const json& frame, std::string where) : all_(all), frame_(frame), where_(std::move(where)) {}

  const std::string& where() const { return where_; }

  std::optional<double> number(const char* key) const {
    for (const json* source : {&frame_, &all_}) {
      if (auto value = number_in(*source, key)) return value;
    }
    return std::nullopt;
  }

  /// A focal length in pixels, stated as such or as an angle of view over `pixels`.
  std::optional<double> focal(const char* focal_key, const char* angle_key, int pixels) const {
    for (const json* source : {&frame_, &all_}) {
      if (auto value = number_in(*source, focal_key)) return value;
      if (auto angle = number_in(*source, angle_key)) return 0.5 * pixels / std::tan(0.5 * *angle);
    }
    return std::nullopt;
  }

  std::string text(const char* key) const {
    for (const json* source : {&frame_, &all_}) {
      const auto found = source->find(key);
      if (found == source->end() || found->is_null()) continue;
      if (!found->is_string()) throw Error(ErrorKind::io, fmt::format("{}: \"{}\" is not a text", where_, key));
      return found->get<std::string>();
    }
    return {};
  }

 private:
  std::optional<double> number_in(const json& source, const char* key) const {
    const auto found = source.find(key);
    if (found == source.end() || found->is_null()) return std::nullopt;
    if (!found->is_number()) throw Error(ErrorKind::io, fmt::format("{}: \"{}\" is not a number", where_, key));
    return found->get<double>();
  }

  const json& all_;
  const json& frame_;
  std::string where_;
};

void refuse_other_models(const FrameValues& values) {
  const std::string model = values.text("camera_model");
  if (!model.empty() && model != "OPENCV" && model != "PINHOLE" && model != "SIMPLE_PINHOLE" && model != "SIMPLE_RADIAL" &&
      model != "RADIAL" && model != "PERSPECTIVE") {
    throw Error(ErrorKind::unsupported, fmt::format("{}: the camera model {} is not supported", values.where(), model));
  }
  if (values.number("k4").value_or(0) != 0) {
    throw Error(ErrorKind::unsupported, fmt::format("{}: a camera with k4 is not supported", values.where()));
  }
}

Camera intrinsics(const FrameValues& values, const fs::path& photo) {
  const glm::ivec2 image_size = read_image_size(photo);
  Camera camera;
  const double width = values.number("w").value_or(image_size.x), height = values.number("h").value_or(image_size.y);
  if (!(width >= 1 && height >= 1 && width < 1e6 && height < 1e6)) {
    throw Error(ErrorKind::io, fmt::format("{} has a camera for images of {} x {} pixels", values.where(), width, height));
  }
  camera.size = {static_cast<int>(std::lround(width)), static_cast<int>(std::lround(height))};
  const auto x = values.focal("fl_x", "camera_angle_x", camera.size.x), y = values.focal("fl_y", "camera_angle_y", camera.size.y);
  if (!x && !y) throw Error(ErrorKind::io, fmt::format("{} has neither \"fl_x\" nor \"camera_angle_x\"", values.where()));
  camera.focal = glm::dvec2(x ? *x : *y, y ? *y : *x);
  camera.principal_point = glm::dvec2(values.number("cx").value_or(0.5 * width), values.number("cy").value_or(0.5 * height));
  const auto coefficient = [&](const char* key) { return static_cast<float>(values.number(key).value_or(0)); };
  camera.k1 = coefficient("k1");
  camera.k2 = coefficient("k2");
  camera.k3 = coefficient("k3");
  camera.p1 = coefficient("p1");
  camera.p2 = coefficient("p2");
  check_intrinsics(camera, values.where());
  return scaled_to_photo(camera, image_size, photo, values.where());
}

void read_pose(const json& frame, const std::string& where, Camera& camera) {
  const auto found = frame.find("transform_matrix");
  if (found == frame.end()) throw Error(ErrorKind::io, fmt::format("{} has no \"transform_matrix\"", where));
  const auto malformed = [&] {
    return Error(ErrorKind::io, fmt::format("{}: \"transform_matrix\" is not a 4 x 4 matrix of numbers", where));
  };
  if (!found->is_array() || found->size() < 3 || found->size() > 4) throw malformed();
  double m[3][4];
  for (std::size_t row = 0; row < 3; ++row) {
    const json& values = (*found)[row];
    if (!values.is_array() || values.size() != 4) throw malformed();
    for (std::size_t column = 0; column < 4; ++column) {
      if (!values[column].is_number()) throw malformed();
      m[row][column] = values[column].get<double>();
    }
  }
  const auto column = [&](int c) { return glm::dvec3(m[0][c], m[1][c], m[2][c]); };
  set_pose(camera, glm::dmat3(column(0), -column(1), -column(2)), column(3), where);
}

/// The file that `file_path` means, which may lack its extension; empty where there is none.
fs::path find_image(const fs::path& folder, const std::string& file_path) {
  const fs::path path = folder / file_path;
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) return path;
  for (const char* extension : {".png", ".jpg", ".jpeg", ".PNG", ".JPG", ".JPEG"}) {
    const fs::path candidate = path.string() + extension;
    if (fs::is_regular_file(candidate, ignored)) return candidate;
  }
  return {};
}

}  // namespace

TransformsFrames read_transforms_json(const fs::path& path) {
  json document;
  try {
    document = json::parse(read_text_file(path));
  } catch (const json::exception& error) {
    throw Error(ErrorKind::io, fmt::format("{} is not valid JSON: {}", path.string(), error.what()));
  }
  if (!document.is_object()) throw Error(ErrorKind::io, fmt::format("{} is not a JSON object", path.string()));
  const auto frames = document.find("frames");
  if (frames == document.end() || !frames->is_array()) throw Error(ErrorKind::io, fmt::format("{} has no list \"frames\"", path.string()));

  TransformsFrames result;
  result.named = frames->size();
  const fs::path folder = path.parent_path();
  for (std::size_t i = 0; i < frames->size(); ++i) {
    const json& frame = (*frames)[i];
    const std::string where = fmt::format("frame {} of {}", i, path.string());
    if (!frame.is_object()) throw Error(ErrorKind::io, fmt::format("{} is not a JSON object", where));
    const FrameValues values(document, frame, where);
    const std::string file_path = frame.contains("file_path") ? values.text("file_path") : "";
    if (file_path.empty()) throw Error(ErrorKind::io, fmt::format("{} has no \"file_path\"", where));
    PosedImage view;
    view.image = find_image(folder, file_path);
    if (view.image.empty()) {
      result.missing.add(file_path);
      continue;
    }
    view.name = view.image.lexically_relative(folder).lexically_normal().generic_string();
    refuse_other_models(values);
    view.camera = intrinsics(values, view.image);
    read_pose(frame, where, view.camera);
    if (frame.contains("mask_path")) {
      view.mask = folder / values.text("mask_path");
      if (!fs::is_regular_file(view.mask)) {
        throw Error(ErrorKind::io, fmt::format("{} names the mask {}, which does not exist", where, view.mask.string()));
      }
    }
    result.frames.push_back(std::move(view));
  }
  return result;
}

}  // namespace asrg
