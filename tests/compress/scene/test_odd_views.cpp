#include "compress/image/png.h"
#include "compress/scene/odd_photos.h"
#include "compress/scene/odd_views.h"
#include "compress/scene/scene.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace asrg;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// The bundled object, 50 x 50 pixels: it looks different from every side, as a ball does not.
const Scene& kitchenaid() {
  static const Scene scene = [] {
    SceneOptions options;
    options.downscale = 8;
    options.load_test = false;
    return load_scene(fs::path(ASRG_SOURCE_DIR) / "assets/kitchenaid", options);
  }();
  return scene;
}

void invert(ImageU8& image) {
  for (std::size_t i = 3; i < image.pixels.size(); i += 4) image.pixels[i] = static_cast<std::uint8_t>(255 - image.pixels[i]);
}

/// As if the world had been mirrored for this one camera, and its axes mended.
void mirror(Camera& camera) {
  camera.position.x = -camera.position.x;
  for (int i = 0; i < 3; ++i) camera.rotation[i].x = -camera.rotation[i].x;
  camera.rotation[0] = -camera.rotation[0];
}

/// Twelve photos of a ball on disk, one of which a test spoils.
struct BallOnDisk {
  test::TemporaryDirectory folder;
  test::SphereData data = test::make_sphere_data(12);

  BallOnDisk() { test::write_nerf_synthetic(data, folder.path()); }
  void write(std::size_t i, const ImageU8& image) const { write_png(folder.path() / "train" / (data.names[i] + ".png"), image); }
  Scene load() const { return load_scene(folder.path()); }
};

}  // namespace

TEST_CASE("views whose cameras and masks are right are not odd", "[odd views]") {
  CHECK(odd_views(kitchenaid()).said.empty());
  const auto agreement = mask_agreement(kitchenaid().train);
  REQUIRE(agreement.size() == 60);
  CHECK(*std::min_element(agreement.begin(), agreement.end()) > 0.99f);
  // Nobody can say who of a few is wrong.
  Scene few = kitchenaid();
  few.train.resize(9);
  std::swap(few.train[0].camera, few.train[3].camera);
  CHECK(odd_views(few).views.empty());
}

TEST_CASE("one view that does not suit the others is named", "[odd views]") {
  Scene scene = kitchenaid();
  SECTION("its camera is mirrored") { mirror(scene.train[7].camera); }
  SECTION("its mask is inverted") { invert(scene.train[7].image); }
  SECTION("its camera looks elsewhere") {
    scene.train[7].camera.rotation[0] = -scene.train[7].camera.rotation[0];
    scene.train[7].camera.rotation[2] = -scene.train[7].camera.rotation[2];
  }
  const OddViews odd = odd_views(scene);
  CHECK(odd.views == std::vector<std::size_t>{7});
  CHECK_THAT(odd.said, Contains("the mask of " + scene.train[7].name + " does not suit the other photos") && Contains("camera"));
}

TEST_CASE("odd views are left out of the fit", "[odd views]") {
  Scene scene;
  for (const char* name : {"a", "b", "c", "d", "e"}) scene.train.push_back({.name = name});
  leave_out(scene, std::vector<std::size_t>{1, 4});
  std::string left;
  for (const View& v : scene.train) left += v.name;
  CHECK(left == "acd");
  leave_out(scene, {});
  CHECK(scene.train.size() == 3);
}

TEST_CASE("cameras that are dealt to the wrong photos are told in one sentence", "[odd views]") {
  Scene scene = kitchenaid();
  std::mt19937 random(3);
  std::vector<Camera> cameras;
  for (const View& v : scene.train) cameras.push_back(v.camera);
  std::shuffle(cameras.begin(), cameras.end(), random);
  for (std::size_t i = 0; i < cameras.size(); ++i) scene.train[i].camera = cameras[i];
  const OddViews odd = odd_views(scene);
  CHECK(odd.views.empty());
  CHECK_THAT(odd.said, Contains("do not show one object") && Contains("order"));
}

TEST_CASE("inverted masks are told by name", "[odd views]") {
  const BallOnDisk ball;
  SECTION("one") {
    ImageU8 image = ball.data.images[4];
    invert(image);
    ball.write(4, image);
    CHECK_THAT(ball.load().warnings.at(0), Contains("the mask of 1 of 12 photos (train/v04.png) looks inverted") && Contains("white"));
  }
  SECTION("all") {
    for (std::size_t i = 0; i < 12; ++i) {
      ImageU8 image = ball.data.images[i];
      invert(image);
      ball.write(i, image);
    }
    CHECK_THAT(ball.load().warnings.at(0), Contains("the masks of 12 of 12 photos (train/v00.png, ") && Contains("look inverted"));
  }
  SECTION("none") { CHECK(ball.load().warnings.empty()); }
}

TEST_CASE("photos that show nothing are left out by name", "[odd views]") {
  const BallOnDisk ball;
  const ImageU8& photo = ball.data.images[4];
  ImageU8 spoilt(photo.width, photo.height, 4);
  SECTION("black, and opaque") {
    for (std::size_t i = 3; i < spoilt.pixels.size(); i += 4) spoilt.pixels[i] = 255;
    ball.write(4, spoilt);
    CHECK_THAT(ball.load().warnings.at(0), Contains("1 of 12 photos (train/v04.png) has one colour only"));
  }
  SECTION("a mask that hides everything") {
    spoilt.pixels = photo.pixels;
    for (std::size_t i = 3; i < spoilt.pixels.size(); i += 4) spoilt.pixels[i] = 0;
    ball.write(4, spoilt);
    CHECK_THAT(ball.load().warnings.at(0), Contains("the mask of 1 of 12 photos (train/v04.png) shows nothing of the object"));
  }
  CHECK(ball.load().train.size() == 11);
}

TEST_CASE("half of the photos missing: the others are fitted, and it is said which", "[odd views]") {
  const BallOnDisk ball;
  for (std::size_t i = 0; i < 12; i += 2) fs::remove(ball.folder.path() / "train" / (ball.data.names[i] + ".png"));
  const Scene scene = ball.load();
  CHECK(scene.train.size() == 6);
  REQUIRE(scene.warnings.size() == 1);
  CHECK_THAT(scene.warnings[0], Contains("6 of") && Contains("v00"));
}

TEST_CASE("what a photo's pixels say of it", "[odd views]") {
  ImageU8 image(20, 10, 4);
  CHECK(shows_nothing(image));
  CHECK_FALSE(looks_inverted(image));
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = i % 4 == 3 ? 255 : static_cast<std::uint8_t>(40 + i % 3);
  CHECK(has_one_colour(image));
  CHECK_FALSE(shows_nothing(image));
  CHECK_FALSE(looks_inverted(image));
  image.at(7, 5)[1] = 90;
  CHECK_FALSE(has_one_colour(image));
  image.at(7, 5)[3] = 0;  // what the mask hides does not count
  CHECK(has_one_colour(image));
}
