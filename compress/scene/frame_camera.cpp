#include "compress/scene/frame_camera.h"

#include "compress/scene/checked_camera.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numbers>

namespace asrg {
namespace {

using nlohmann::json;

/// Coefficients of the lenses that can be read.
constexpr std::array known_coefficients{"k1", "k2", "k3", "k4", "k5", "k6", "p1", "p2", "sx1", "sy1", "omega"};
/// Lenses that instant-ngp marks by a flag and that cannot be read.
constexpr std::array other_lenses{"latlong", "equirectangular", "orthographic"};

[[noreturn]] void unsupported(const FrameValues& values, const std::string& what) {
  throw Error(ErrorKind::unsupported, fmt::format("{}: {} is not supported: undistort the images first", values.where(), what));
}

/// True for a key that states a coefficient of some lens, such as k4, s1, ftheta_p0 or sk_x.
bool is_coefficient(const std::string& key) {
  if (key == "omega" || key == "sk_x" || key == "sk_y") return true;
  const std::size_t digits = std::min(key.find_first_of("0123456789"), key.size());
  const std::string letters = key.substr(0, digits);
  const bool counted = digits < key.size() && key.find_first_not_of("0123456789", digits) == key.npos;
  return counted && (letters == "k" || letters == "p" || letters == "s" || letters == "sx" || letters == "sy" || letters == "ftheta_p");
}

void refuse_other_lenses(const FrameValues& values) {
  for (const char* lens : other_lenses)
    if (values.flag(lens)) unsupported(values, fmt::format("a camera with \"{}\"", lens));
  for (const json* source : {&values.frame(), &values.file()}) {
    for (const auto& [key, value] : source->items()) {
      const bool known = std::find(known_coefficients.begin(), known_coefficients.end(), key) != known_coefficients.end();
      if (!known && is_coefficient(key) && values.flag(key.c_str())) unsupported(values, fmt::format("a camera with {}", key));
    }
  }
}

/// k1, k2, k3, k4, p1, p2 in nerfstudio's list, all 0 where there is none.
std::array<double, 6> distortion_params(const FrameValues& values) {
  std::array<double, 6> p{};
  const json* list = values.find("distortion_params");
  if (!list) return p;
  bool zero = list->is_array();
  if (zero && std::all_of(list->begin(), list->end(), [](const json& value) { return value.is_number(); })) {
    for (std::size_t i = 0; i < std::min(list->size(), p.size()); ++i) p[i] = (*list)[i].get<double>();
    zero = std::all_of(list->begin(), list->end(), [](const json& value) { return value.get<double>() == 0; });
    if (!zero && list->size() != p.size()) unsupported(values, fmt::format("\"distortion_params\" of {} numbers", list->size()));
  } else {
    throw Error(ErrorKind::io, fmt::format("{}: \"distortion_params\" is not a list of numbers", values.where()));
  }
  return p;
}

/// All coefficients that a frame states.
struct Coefficients {
  double k[6] = {}, p[2] = {}, sx1 = 0, sy1 = 0, omega = 0;

  explicit Coefficients(const FrameValues& values) {
    const auto of = [&](const char* key) { return values.number(key).value_or(0); };
    constexpr const char* keys[] = {"k1", "k2", "k3", "k4", "k5", "k6"};
    for (int i = 0; i < 6; ++i) k[i] = of(keys[i]);
    p[0] = of("p1"), p[1] = of("p2"), sx1 = of("sx1"), sy1 = of("sy1"), omega = of("omega");
    if (k[0] != 0 || k[1] != 0 || k[2] != 0 || p[0] != 0 || p[1] != 0) return;
    const auto list = distortion_params(values);
    for (int i = 0; i < 4; ++i)
      if (list[static_cast<std::size_t>(i)] != 0) k[i] = list[static_cast<std::size_t>(i)];
    if (list[4] != 0 || list[5] != 0) p[0] = list[4], p[1] = list[5];
  }
};

/// The lens model's name in capital letters; "OPENCV" for all models that Camera describes.
std::string lens_model(const FrameValues& values, const Coefficients& c) {
  std::string model = values.text("camera_model");
  std::transform(model.begin(), model.end(), model.begin(), [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
  if (values.flag("is_fisheye") && (model.empty() || model == "OPENCV")) return "OPENCV_FISHEYE";
  constexpr std::array plain{"OPENCV", "PINHOLE", "SIMPLE_PINHOLE", "SIMPLE_RADIAL", "RADIAL", "PERSPECTIVE", ""};
  if (model == "FULL_OPENCV" || std::find(plain.begin(), plain.end(), model) == plain.end()) return model;
  return c.k[4] != 0 || c.k[5] != 0 ? "FULL_OPENCV" : c.k[3] != 0 ? "FOUR_RADIAL" : "OPENCV";
}

std::optional<Lens> read_lens(const FrameValues& values, const Coefficients& c, const std::string& model) {
  const auto& k = c.k;
  if (model == "FOUR_RADIAL") return Lens{Lens::Model::four_radial, {k[0], k[1], k[2], k[3], c.p[0], c.p[1]}};
  std::vector<double> p;
  if (model == "FULL_OPENCV") p = {k[0], k[1], c.p[0], c.p[1], k[2], k[3], k[4], k[5]};
  if (model == "OPENCV_FISHEYE") p = {k[0], k[1], k[2], k[3]};
  if (model == "SIMPLE_RADIAL_FISHEYE") p = {k[0]};
  if (model == "RADIAL_FISHEYE") p = {k[0], k[1]};
  if (model == "FOV") p = {c.omega};
  if (model == "THIN_PRISM_FISHEYE") p = {k[0], k[1], c.p[0], c.p[1], k[2], k[3], c.sx1, c.sy1};
  if (c.omega != 0 && model != "FOV") unsupported(values, "a camera with omega that is no FOV");
  if ((c.sx1 != 0 || c.sy1 != 0) && model != "THIN_PRISM_FISHEYE")
    unsupported(values, "a camera with sx1 or sy1 that is no THIN_PRISM_FISHEYE");
  if (p.empty() && model != "OPENCV") unsupported(values, fmt::format("the camera model {}", model));
  return colmap_lens(model, p, values.where());
}

void read_distortion(const FrameValues& values, Camera& camera, std::optional<Lens>* lens) {
  const Coefficients c(values);
  const std::string model = lens_model(values, c);
  const std::optional<Lens> other = read_lens(values, c, model);
  if (other) {
    if (!lens) unsupported(values, fmt::format("the camera model {}", model == "FOUR_RADIAL" ? "with k4" : model));
    *lens = other;
    return;
  }
  camera.k1 = static_cast<float>(c.k[0]);
  camera.k2 = static_cast<float>(c.k[1]);
  camera.k3 = static_cast<float>(c.k[2]);
  camera.p1 = static_cast<float>(c.p[0]);
  camera.p2 = static_cast<float>(c.p[1]);
}

/// A focal length in pixels, stated as such or as an angle of view over `pixels`; the frame's own value is preferred to the one for all frames.
std::optional<double> focal(const FrameValues& values, const std::string& axis, double pixels) {
  constexpr double pi = std::numbers::pi;
  const std::string in_pixels = "fl_" + axis, in_degrees = axis + "_fov", in_radians = "camera_angle_" + axis;
  const auto from_angle = [&](const std::string& key, double to_radians) {
    const double angle = *values.number(key.c_str()) * to_radians;
    if (!(angle > 0 && angle < pi)) {
      throw Error(ErrorKind::io, fmt::format("{}: \"{}\" is {}, which is no angle of view in {}", values.where(), key,
                                             *values.number(key.c_str()), to_radians == 1 ? "radians" : "degrees"));
    }
    return 0.5 * pixels / std::tan(0.5 * angle);
  };
  for (const json* source : {&values.frame(), &values.file()}) {
    const auto states = [&](const std::string& key) { return source->contains(key) && !source->at(key).is_null(); };
    if (states(in_pixels)) return values.number(in_pixels.c_str());
    if (states(in_degrees)) return from_angle(in_degrees, pi / 180);
    if (states(in_radians)) return from_angle(in_radians, 1);
  }
  return std::nullopt;
}

}  // namespace

Camera frame_intrinsics(const FrameValues& values, glm::ivec2 size_if_not_stated, std::string& note, std::optional<Lens>* lens) {
  refuse_other_lenses(values);
  Camera camera;
  const double width = values.number("w").value_or(size_if_not_stated.x), height = values.number("h").value_or(size_if_not_stated.y);
  if (!(width >= 1 && height >= 1 && width < 1e6 && height < 1e6)) {
    throw Error(ErrorKind::io, fmt::format("{} has a camera for images of {} x {} pixels", values.where(), width, height));
  }
  camera.size = {static_cast<int>(std::lround(width)), static_cast<int>(std::lround(height))};
  const auto x = focal(values, "x", camera.size.x), y = focal(values, "y", camera.size.y);
  if (!x && !y) throw Error(ErrorKind::io, fmt::format("{} has neither \"fl_x\" nor \"camera_angle_x\", nor one of y", values.where()));
  camera.focal = glm::dvec2(x ? *x : *y, y ? *y : *x);
  const auto cx = values.number("cx"), cy = values.number("cy");
  camera.principal_point = glm::dvec2(cx.value_or(0.5 * width), cy.value_or(0.5 * height));
  if (cx && cy) {
    const std::string mended = mend_principal_point(camera);
    if (note.empty() && !mended.empty()) note = fmt::format("{} {}", values.where(), mended);
  }
  read_distortion(values, camera, lens);
  check_intrinsics(camera, values.where());
  return camera;
}

glm::dvec3 read_frame_pose(const FrameValues& values, Camera& camera) {
  const auto found = values.frame().find("transform_matrix");
  if (found == values.frame().end()) throw Error(ErrorKind::io, fmt::format("{} has no \"transform_matrix\"", values.where()));
  const auto malformed = [&] {
    return Error(ErrorKind::io, fmt::format("{}: \"transform_matrix\" is not a 4 x 4 matrix of numbers", values.where()));
  };
  if (!found->is_array() || found->size() < 3 || found->size() > 4) throw malformed();
  double m[4][4] = {{}, {}, {}, {0, 0, 0, 1}};
  for (std::size_t row = 0; row < found->size(); ++row) {
    const json& numbers = (*found)[row];
    if (!numbers.is_array() || numbers.size() != 4) throw malformed();
    for (std::size_t column = 0; column < 4; ++column) {
      if (!numbers[column].is_number()) throw malformed();
      m[row][column] = numbers[column].get<double>();
    }
  }
  const auto column = [&](int c) { return glm::dvec3(m[0][c], m[1][c], m[2][c]); };
  if (column(3) == glm::dvec3(0) && glm::dvec3(m[3][0], m[3][1], m[3][2]) != glm::dvec3(0)) {
    throw Error(ErrorKind::io, fmt::format("{} has a transposed \"transform_matrix\": its translation stands in the last row, not in the "
                                           "last column",
                                           values.where()));
  }
  set_pose(camera, glm::dmat3(column(0), -column(1), -column(2)), column(3), values.where());
  return column(3);
}

}  // namespace asrg
