#include "compress/image/png.h"
#include "compress/scene/colmap_model.h"
#include "compress/scene/lens.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace asrg;
using Catch::Matchers::Contains;

namespace {

bool near(glm::dvec2 a, glm::dvec2 b, double tolerance = 1e-9) { return glm::length(a - b) < tolerance; }

/// A photo of the direction that each of its pixels looks into: red and green tell u and v from -1.25 to 1.25, by inverting the lens.
/// `radius_of` is the lens's r as a function of the angle to the axis; the lens has no other distortion.
template <class RadiusOf>
ImageU8 photo_of_directions(glm::ivec2 size, glm::dvec2 focal, glm::dvec2 centre, RadiusOf radius_of) {
  ImageU8 photo(size.x, size.y, 4);
  for (int y = 0; y < size.y; ++y)
    for (int x = 0; x < size.x; ++x) {
      const glm::dvec2 d = (glm::dvec2(x + 0.5, y + 0.5) - centre) / focal;
      const double r = glm::length(d);
      double low = 0, high = 1.5;  // radians
      for (int i = 0; i < 60; ++i) (radius_of(0.5 * (low + high)) < r ? low : high) = 0.5 * (low + high);
      const glm::dvec2 u = r > 0 ? d / r * std::tan(low) : d;
      const auto level = [](double value) { return static_cast<std::uint8_t>(std::lround(std::clamp(127.5 + 100 * value, 0.0, 255.0))); };
      std::uint8_t* p = photo.at(x, y);
      p[0] = level(u.x), p[1] = level(u.y), p[2] = 77, p[3] = 255;
    }
  return photo;
}

}  // namespace

TEST_CASE("lenses put rays where their formulas say", "[lens]") {
  const glm::dvec2 u(0.3, -0.4);  // r = 0.5, r^2 = 0.25
  const double theta = std::atan(0.5), t2 = theta * theta;
  const glm::dvec2 t = u / 0.5 * theta;

  CHECK(near(Lens{Lens::Model::fisheye, {0.1, -0.02, 0.003, 0.0004}}.distort(u),
             t * (1 + 0.1 * t2 - 0.02 * t2 * t2 + 0.003 * t2 * t2 * t2 + 0.0004 * t2 * t2 * t2 * t2)));
  CHECK(near(Lens{Lens::Model::fov, {0.9}}.distort(u), u / 0.5 * (std::atan(2 * 0.5 * std::tan(0.45)) / 0.9)));
  CHECK(near(Lens{Lens::Model::fov, {0}}.distort(u), u));

  // k1 k2 p1 p2 k3 k4 k5 k6, with r^2 = 0.25.
  const double rational = (1 + 0.1 * 0.25 + 0.2 * 0.0625 + 0.3 * 0.015625) / (1 + 0.01 * 0.25 + 0.02 * 0.0625 + 0.03 * 0.015625);
  const glm::dvec2 moved(2 * 0.001 * 0.3 * -0.4 + 0.002 * (0.25 + 2 * 0.09), 0.001 * (0.25 + 2 * 0.16) + 2 * 0.002 * 0.3 * -0.4);
  CHECK(near(Lens{Lens::Model::full_opencv, {0.1, 0.2, 0.001, 0.002, 0.3, 0.01, 0.02, 0.03}}.distort(u), u * rational + moved));
  CHECK(near(Lens{Lens::Model::four_radial, {0.1, 0.2, 0.3, 0.4, 0.001, 0.002}}.distort(u),
             u * (1 + 0.1 * 0.25 + 0.2 * 0.0625 + 0.3 * 0.015625 + 0.4 * 0.00390625) + moved));

  const double tr2 = glm::dot(t, t);
  const glm::dvec2 prism(2 * 0.001 * t.x * t.y + 0.002 * (tr2 + 2 * t.x * t.x) + 0.005 * tr2,
                         0.001 * (tr2 + 2 * t.y * t.y) + 2 * 0.002 * t.x * t.y + 0.006 * tr2);
  CHECK(near(Lens{Lens::Model::thin_prism_fisheye, {0.1, 0.2, 0.001, 0.002, 0.3, 0.4, 0.005, 0.006}}.distort(u),
             t * (1 + 0.1 * tr2 + 0.2 * tr2 * tr2 + 0.3 * tr2 * tr2 * tr2 + 0.4 * tr2 * tr2 * tr2 * tr2) + prism));

  // Without its polynomial: p0 goes with r^2 + 2 x^2.
  const glm::dvec2 aria(t.x + 2 * 0.02 * t.x * t.y + 0.01 * (tr2 + 2 * t.x * t.x) + 0.03 * tr2 + 0.04 * tr2 * tr2,
                        t.y + 2 * 0.01 * t.x * t.y + 0.02 * (tr2 + 2 * t.y * t.y) + 0.05 * tr2 + 0.06 * tr2 * tr2);
  CHECK(near(Lens{Lens::Model::rad_tan_thin_prism_fisheye, {0, 0, 0, 0, 0, 0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06}}.distort(u), aria));
  CHECK(near(Lens{Lens::Model::rad_tan_thin_prism_fisheye, {0.1, 0, 0, 0, 0, 0.2}}.distort(u), t * (1 + 0.1 * t2 + 0.2 * std::pow(t2, 6))));
  for (const Lens::Model model : {Lens::Model::fisheye, Lens::Model::thin_prism_fisheye, Lens::Model::fov})
    CHECK(near(Lens{model, {}}.distort({0, 0}), {0, 0}));
}

TEST_CASE("COLMAP's parameters come to be the lens's", "[lens]") {
  const auto camera = [](const std::string& model, std::vector<double> parameters) {
    return colmap::make_camera(model, 640, 480, parameters, "camera 1");
  };
  const LensCamera one = camera("SIMPLE_RADIAL_FISHEYE", {300, 320, 240, 0.1});
  CHECK((one.camera.focal == glm::vec2(300) && one.camera.principal_point == glm::vec2(320, 240) && !one.camera.distorted()));
  CHECK(one.lens == Lens{Lens::Model::fisheye, {0.1}});
  CHECK(camera("RADIAL_FISHEYE", {300, 320, 240, 0.1, 0.2}).lens == Lens{Lens::Model::fisheye, {0.1, 0.2}});
  const LensCamera two = camera("OPENCV_FISHEYE", {300, 310, 320, 240, 1, 2, 3, 4});
  CHECK(two.camera.focal == glm::vec2(300, 310));
  CHECK(two.lens == Lens{Lens::Model::fisheye, {1, 2, 3, 4}});
  CHECK(camera("FOV", {300, 310, 320, 240, 0.9}).lens == Lens{Lens::Model::fov, {0.9}});
  CHECK(camera("THIN_PRISM_FISHEYE", {300, 310, 320, 240, 1, 2, 3, 4, 5, 6, 7, 8}).lens ==
        Lens{Lens::Model::thin_prism_fisheye, {1, 2, 3, 4, 5, 6, 7, 8}});
  CHECK(camera("FULL_OPENCV", {300, 310, 320, 240, 1, 2, 3, 4, 5, 6, 7, 8}).lens ==
        Lens{Lens::Model::full_opencv, {1, 2, 3, 4, 5, 6, 7, 8}});
  const LensCamera plain = camera("FULL_OPENCV", {300, 310, 320, 240, 1, 2, 3, 4, 5, 0, 0, 0});
  CHECK(!plain.lens);
  CHECK((plain.camera.k1 == 1 && plain.camera.k2 == 2 && plain.camera.p1 == 3 && plain.camera.p2 == 4 && plain.camera.k3 == 5));
  CHECK(camera("RADIAL", {300, 320, 240, 0.1, 0.2}).camera.k2 == 0.2f);
  CHECK_THROWS_WITH(camera("OPENCV_FISHEYE", {300, 310, 320, 240, 1, 2, 3, NAN}), Contains("camera 1") && Contains("finite"));
}

TEST_CASE("a fisheye's photo is drawn anew without its distortion", "[lens]") {
  Camera camera;
  camera.size = {200, 160};
  camera.focal = {110, 115};
  camera.principal_point = {104, 77};
  const Lens lens{Lens::Model::fisheye, {0.05, -0.01}};
  const auto radius = [](double t) { return t * (1 + 0.05 * t * t - 0.01 * t * t * t * t); };
  ImageU8 image = photo_of_directions(camera.size, camera.focal, camera.principal_point, radius);
  Camera plain = camera;
  undo_lens(image, plain, lens, "test");
  CHECK(!plain.distorted());
  CHECK(plain.size == glm::ivec2(image.width, image.height));
  CHECK(plain.focal.x == Approx(110).epsilon(1e-3));
  // All that the photo sees along its axes is in the picture.
  CHECK(image.width > 200);
  int largest = 0, compared = 0;
  for (int y = 2; y + 2 < image.height; ++y)
    for (int x = 2; x + 2 < image.width; ++x) {
      const glm::vec3 d = plain.ray(glm::vec2(x + 0.5f, y + 0.5f)).direction;
      const double u = d.x / d.z, v = d.y / d.z;
      if (std::abs(u) > 1.2 || std::abs(v) > 1.2) continue;
      ++compared;
      largest = std::max({largest, static_cast<int>(std::abs(image.at(x, y)[0] - (127.5 + 100 * u))),
                          static_cast<int>(std::abs(image.at(x, y)[1] - (127.5 + 100 * v)))});
      REQUIRE((image.at(x, y)[2] == 77 && image.at(x, y)[3] == 255));
    }
  CHECK(compared > 20000);
  CHECK(largest <= 2);
}

TEST_CASE("a lens without distortion leaves the photo as it is, and a very wide one is cut", "[lens]") {
  Camera camera;
  camera.size = {60, 48};
  camera.focal = {50, 50};
  camera.principal_point = {30, 24};
  ImageU8 image(60, 48, 4);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<std::uint8_t>(i % 4 == 3 ? 255 : i * 37 % 256);
  ImageU8 same = image;
  Camera plain = camera;
  undo_lens(same, plain, Lens{Lens::Model::four_radial, {}}, "test");
  REQUIRE((same.width >= 59 && same.width <= 61 && same.height >= 47 && same.height <= 49));
  const glm::vec2 moved = plain.principal_point - camera.principal_point;
  CHECK(glm::length(moved) < 1);

  // Half a sphere in 60 pixels.
  camera.focal = {19, 19};
  ImageU8 wide = image;
  plain = camera;
  undo_lens(wide, plain, Lens{Lens::Model::fisheye, {}}, "test");
  CHECK((wide.width <= 90 && wide.height <= 72));
  const float angle = std::atan(plain.principal_point.x / plain.focal.x);
  CHECK(angle <= 1.2218f);
  CHECK(angle > 1.0f);
  // A polynomial that folds back: only what lies before the fold.
  wide = image;
  plain = camera;
  undo_lens(wide, plain, Lens{Lens::Model::four_radial, {-0.5}}, "test");
  CHECK(plain.principal_point.x / plain.focal.x < std::sqrt(1 / 1.5f) + 0.01f);
  wide = image;
  plain = camera;
  plain.principal_point = {-500, 0};
  CHECK_THROWS_WITH(undo_lens(wide, plain, Lens{Lens::Model::fisheye, {}}, "a.png"), Contains("a.png") && Contains("cannot be undone"));
}

TEST_CASE("a lens with absurd values is an error or a picture, never worse", "[lens]") {
  Camera camera;
  camera.size = {24, 18};
  camera.focal = {20, 20};
  camera.principal_point = {12, 9};
  using Model = Lens::Model;
  int drawn = 0;
  for (const Model model :
       {Model::full_opencv, Model::four_radial, Model::fov, Model::fisheye, Model::thin_prism_fisheye, Model::rad_tan_thin_prism_fisheye}) {
    for (std::size_t i = 0; i < 12; ++i) {
      for (const double value : {HUGE_VAL, -HUGE_VAL, std::nan(""), 1e308, -1e308, 1e40, -1e40, 1e6}) {
        Lens lens{.model = model};
        if (model == Model::fov) lens.parameters[0] = 1;
        lens.parameters[i] = value;
        ImageU8 photo(24, 18, 4);
        Camera plain = camera;
        try {
          undo_lens(photo, plain, lens, "a.png");
          REQUIRE(std::isfinite(value));
          REQUIRE((photo.width >= 2 && photo.height >= 2 && photo.width <= 36 && photo.height <= 27));
          REQUIRE((plain.size.x == photo.width && plain.focal.x > 0 && std::isfinite(plain.focal.x + plain.focal.y)));
          ++drawn;
        } catch (const Error& error) {
          REQUIRE_THAT(error.what(), Contains("the lens of a.png"));
        }
      }
    }
  }
  CHECK(drawn > 0);
}

TEST_CASE("alpha is drawn anew with the colours", "[lens]") {
  // A sphere seen through a fisheye: the silhouette lies where a camera without distortion sees it.
  test::SphereData data = test::make_sphere_data(3);
  const test::TemporaryDirectory folder;
  const Camera& c = data.cameras[0];
  for (std::size_t i = 0; i < data.images.size(); ++i) {
    ImageU8& image = data.images[i];
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x) {
        const glm::dvec2 d = (glm::dvec2(x + 0.5, y + 0.5) - glm::dvec2(c.principal_point)) / glm::dvec2(c.focal);
        const double r = glm::length(d);
        const glm::dvec2 u = d * (r > 0 ? std::tan(r) / r : 1);
        const glm::vec3 direction = glm::normalize(data.cameras[i].rotation * glm::vec3(u, 1));
        const glm::vec3 to = data.centre - data.cameras[i].position;
        const bool hit = glm::length(to - glm::dot(to, direction) * direction) < data.radius;
        image.at(x, y)[0] = image.at(x, y)[1] = image.at(x, y)[2] = hit ? 200 : 0;
        image.at(x, y)[3] = hit ? 255 : 0;
      }
  }
  test::write_colmap_text(data, folder.path());
  test::write_text(folder.path() / "sparse/cameras.txt", "3 RADIAL_FISHEYE " + std::to_string(c.size.x) + " " + std::to_string(c.size.y) +
                                                             " " + std::to_string(c.focal.x) + " " + std::to_string(c.principal_point.x) +
                                                             " " + std::to_string(c.principal_point.y) + " 0 0\n");
  const Scene scene = load_scene(folder.path());
  REQUIRE(scene.masked);
  int wrong = 0, object = 0;
  for (const View& view : scene.train)
    for (int y = 0; y < view.image.height; ++y)
      for (int x = 0; x < view.image.width; ++x) {
        const Ray ray = view.camera.ray({x + 0.5f, y + 0.5f});
        const glm::vec3 to = data.centre - ray.origin;
        const bool hit = glm::length(to - glm::dot(to, ray.direction) * ray.direction) < data.radius;
        wrong += hit != (view.image.at(x, y)[3] > 127);
        object += hit;
      }
  CHECK(object > 200);
  CHECK(wrong < object / 20);
}
