#include "compress/io/file.h"
#include "compress/scene/camera_path.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>

namespace fs = std::filesystem;
using namespace asrg;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

/// A transforms.json of 6 photos, 60 x 48 pixels, that tests change.
class Transforms {
 public:
  Transforms() {
    test::write_instant_ngp(test::make_sphere_data(6), folder_.path());
    original_ = json::parse(read_text_file(path()));
  }

  fs::path path() const { return folder_.path() / "transforms.json"; }
  const fs::path& folder() const { return folder_.path(); }

  /// Writes the file anew with these keys; null takes a key away.
  void write(const json& keys) const {
    json file = original_;
    for (const auto& [key, value] : keys.items())
      value.is_null() ? static_cast<void>(file.erase(key)) : static_cast<void>(file[key] = value);
    test::write_text(path(), file.dump());
  }

  Scene load(const json& keys, const SceneOptions& options = {}) const {
    write(keys);
    return load_scene(folder_.path(), options);
  }

  /// The camera of the first frame, which is the same for building and for drawing.
  Camera camera(const json& keys) const {
    const Camera built = load(keys).train[0].camera, drawn = read_camera_path(path(), std::nullopt, {60, 48})[0];
    CHECK(built == drawn);
    return built;
  }

  /// What is said of the file where it cannot be drawn, by both readers.
  std::string refused(const json& keys, ErrorKind kind = ErrorKind::unsupported) const {
    write(keys);
    std::string first;
    for (const bool build : {true, false}) {
      try {
        if (build)
          load_scene(folder_.path());
        else
          read_camera_path(path(), std::nullopt, {60, 48});
        FAIL_CHECK("accepted by " << (build ? "build" : "render"));
      } catch (const Error& error) {
        CHECK(error.kind() == kind);
        if (build) first = error.what();
        CHECK(error.what() == first);
      }
    }
    return first;
  }

 private:
  test::TemporaryDirectory folder_;
  json original_;
};

}  // namespace

TEST_CASE("a focal length may be stated in pixels, degrees or radians, for one axis or two", "[transforms]") {
  const Transforms data;
  const auto with = [&](json keys) {
    for (const char* key : {"fl_x", "fl_y"})
      if (!keys.contains(key)) keys[key] = nullptr;
    return data.camera(keys).focal;
  };
  const auto is = [](glm::vec2 value, float x, float y) { return glm::length(value - glm::vec2(x, y)) < 1e-3f; };
  const double x = 2 * std::atan(30 / 91.0), y = 2 * std::atan(24 / 88.0), degrees = 180 / 3.14159265358979;
  CHECK(is(with({{"camera_angle_x", x}}), 91, 91));
  CHECK(is(with({{"camera_angle_y", y}}), 88, 88));
  CHECK(is(with({{"camera_angle_x", x}, {"camera_angle_y", y}}), 91, 88));
  CHECK(is(with({{"x_fov", x * degrees}}), 91, 91));
  CHECK(is(with({{"x_fov", x * degrees}, {"y_fov", y * degrees}}), 91, 88));
  CHECK(is(with({{"fl_y", 77}}), 77, 77));
  CHECK(is(with({{"fl_x", 77}, {"camera_angle_x", x}}), 77, 77));
  CHECK_THAT(data.refused({{"fl_x", nullptr}, {"fl_y", nullptr}, {"camera_angle_x", 40}}, ErrorKind::io), Contains("radians"));
  CHECK_THAT(data.refused({{"fl_x", nullptr}, {"fl_y", nullptr}}, ErrorKind::io), Contains("neither"));
}

TEST_CASE("lenses that cannot be drawn are refused wherever they are stated", "[transforms]") {
  const Transforms data;
  for (const char* key : {"s1", "omega", "sx1", "ftheta_p0", "sk_x", "latlong"}) CHECK_THAT(data.refused({{key, 0.5}}), Contains(key));
  CHECK_THAT(data.refused({{"camera_model", "Fisheye624"}}), Contains("FISHEYE624"));
  CHECK_THAT(data.refused({{"distortion_params", {0.1, 0, 0, 0}}}), Contains("distortion_params"));
  CHECK_THAT(data.refused({{"distortion_params", "none"}}, ErrorKind::io), Contains("distortion_params"));
}

TEST_CASE("lenses that are undone for a fit are not drawn with", "[transforms]") {
  const Transforms data;
  for (const json& keys : {json{{"is_fisheye", true}}, json{{"camera_model", "OpenCV_Fisheye"}, {"k1", 0.01}}, json{{"k4", 0.01}},
                           json{{"k5", 0.01}}, json{{"distortion_params", {0, 0, 0, 0.01, 0, 0}}}}) {
    INFO(keys.dump());
    const Scene scene = data.load(keys);
    CHECK(!scene.train[0].camera.distorted());
    CHECK(scene.train[0].camera.size == glm::ivec2(scene.train[0].image.width, scene.train[0].image.height));
    CHECK_THAT(scene.warnings.at(0), Contains("the lens of 6 photos") && Contains("undone"));
    CHECK_THROWS_WITH(read_camera_path(data.path(), std::nullopt, {60, 48}), Contains("not supported"));
  }
}

TEST_CASE("lens keys that say nothing go on", "[transforms]") {
  const Transforms data;
  const Camera plain = data.camera(json::object());
  for (const json& keys : {json{{"is_fisheye", false}}, json{{"camera_model", "Pinhole"}}, json{{"camera_model", "opencv"}},
                           json{{"k4", 0}}, json{{"k4", 0.0}, {"s1", 0}, {"is_fisheye", 0}},
                           json{{"distortion_params", {0, 0, 0, 0, 0, 0}}}, json{{"scale", 2.0}, {"aabb_scale", 4}, {"sharpness", 30}}}) {
    INFO(keys.dump());
    CHECK(data.camera(keys) == plain);
  }
  const Camera distorted = data.camera({{"distortion_params", {0.01, 0.02, 0.03, 0, 0.001, 0.002}}});
  CHECK((distorted.k1 == 0.01f && distorted.k2 == 0.02f && distorted.k3 == 0.03f && distorted.p1 == 0.001f && distorted.p2 == 0.002f));
}

TEST_CASE("a principal point that cannot be meant in pixels", "[transforms]") {
  const Transforms data;
  const auto warning = [&](double cx, double cy) {
    const Scene scene = data.load({{"cx", cx}, {"cy", cy}});
    CHECK(scene.train[0].camera.principal_point == data.camera({{"cx", cx}, {"cy", cy}}).principal_point);
    return std::pair(scene.train[0].camera.principal_point, scene.warnings.empty() ? "" : scene.warnings[0]);
  };
  CHECK(warning(0, 0).first == glm::vec2(30, 24));
  CHECK_THAT(warning(0, 0).second, Contains("not stated"));
  CHECK(warning(0.5, 0.25).first == glm::vec2(30, 12));
  CHECK_THAT(warning(0.5, 0.25).second, Contains("fractions"));
  CHECK(warning(29, 25).first == glm::vec2(29, 25));
  CHECK(warning(29, 25).second.empty());
}

TEST_CASE("nerfstudio's own split is kept", "[transforms]") {
  const Transforms data;
  const auto path = [](int i) { return "images/v0" + std::to_string(i) + ".png"; };
  const json test{{"test_filenames", {path(1), "./" + path(4)}}};
  Scene scene = data.load({{"train_filenames", {path(0), path(2), path(3), path(5)}}, {"test_filenames", test["test_filenames"]}});
  CHECK(scene.train.size() == 4);
  REQUIRE(scene.test.size() == 2);
  CHECK(scene.test[1].name == path(4));
  CHECK_THAT(scene.warnings.at(0), Contains("4 of its photos to fit, 2 to judge on (test_filenames)"));
  scene = data.load(test);
  CHECK((scene.train.size() == 4 && scene.test.size() == 2));
  scene = data.load({{"train_filenames", {path(0), path(2)}}, {"val_filenames", {path(1)}}});
  CHECK((scene.train.size() == 2 && scene.test.size() == 1));
  CHECK_THAT(scene.warnings.at(0), Contains("3 for neither"));
  scene = data.load({{"val_filenames", {path(0)}}, {"test_filenames", {path(1)}}});
  CHECK((scene.train.size() == 4 && scene.test.size() == 1));
  SceneOptions options;
  options.holdout = 2;
  CHECK(data.load(test, options).test.size() == 2);
  CHECK(data.load(test, options).test[0].name == path(0));
  CHECK_THROWS_WITH(data.load({{"train_filenames", {"none.png"}}}), Contains("train_filenames"));
  CHECK_THROWS_WITH(data.load({{"test_filenames", "v.png"}}), Contains("\"test_filenames\" is not a list of file names"));
  CHECK_THROWS_WITH(data.load({{"test_filenames", {1}}}), Contains("\"test_filenames\" is not a list of file names"));
}

TEST_CASE("frames that are listed twice are taken once", "[transforms]") {
  const Transforms data;
  json frames = json::parse(read_text_file(data.path()))["frames"];
  for (const int i : {0, 3}) frames.push_back(frames[static_cast<std::size_t>(i)]);
  frames.back()["file_path"] = "./images/v03";
  SceneOptions options;
  options.holdout = 3;
  const Scene scene = data.load({{"frames", frames}}, options);
  CHECK((scene.train.size() == 4 && scene.test.size() == 2));
  CHECK(scene.names.size() == 6);
  REQUIRE(scene.warnings.size() == 1);
  CHECK_THAT(scene.warnings[0], Contains("2 photos are listed more than once") && Contains("images/v00.png, images/v03.png"));
}

TEST_CASE("poses of another convention are told by their likely cause", "[transforms]") {
  const Transforms data;
  const json frames = json::parse(read_text_file(data.path()))["frames"];
  using Matrix = glm::dmat4;
  const auto changed = [&](auto change) {
    json result = frames;
    for (json& frame : result) {
      Matrix m(1);
      for (int r = 0; r < 4; ++r)
        for (int c = 0; c < 4; ++c) m[c][r] = frame["transform_matrix"][static_cast<std::size_t>(r)][static_cast<std::size_t>(c)];
      m = change(m);
      for (int r = 0; r < 4; ++r)
        for (int c = 0; c < 4; ++c) frame["transform_matrix"][static_cast<std::size_t>(r)][static_cast<std::size_t>(c)] = m[c][r];
    }
    return json{{"frames", result}};
  };
  const Matrix flip(1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1), mirror(1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  CHECK(data.load(changed([](const Matrix& m) { return m; })).warnings.empty());
  CHECK_THAT(data.load(changed([&](const Matrix& m) { return m * flip; })).warnings.at(0), Contains("look away") && Contains("OpenCV"));
  CHECK_THAT(data.load(changed([&](const Matrix& m) { return glm::inverse(m); })).warnings.at(0), Contains("world-to-camera"));
  CHECK_THAT(data.load(changed([&](const Matrix& m) { return glm::inverse(m * flip); })).warnings.at(0), Contains("world-to-camera"));
  // Cameras that look at the origin itself: inverted, they all stand in one place.
  const auto centred = [](Matrix m) {
    m[3] = glm::dvec4(3.0 * glm::dvec3(m[2]), 1);
    return m;
  };
  CHECK(data.load(changed(centred)).warnings.empty());
  CHECK_THAT(data.load(changed([&](const Matrix& m) { return glm::inverse(centred(m)); })).warnings.at(0), Contains("world-to-camera"));
  CHECK_THAT(data.refused(changed([&](const Matrix& m) { return m * mirror; }), ErrorKind::io), Contains("not a rotation: it mirrors"));
  CHECK_THAT(data.refused(changed([&](const Matrix& m) { return glm::transpose(m); }), ErrorKind::io), Contains("transposed"));
}
