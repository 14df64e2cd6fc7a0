#include "compress/image/png.h"
#include "compress/image/read_image.h"
#include "compress/io/process.h"
#include "compress/pose/pose_photos.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cmath>
#include <random>

using namespace asrg;
namespace fs = std::filesystem;

namespace {

constexpr int photo_count = 9, side = 240;

/// A corner of a room, three walls painted with blocks of many sizes, from cameras on an arc.
class Room {
 public:
  Room() {
    std::mt19937 random(1);
    for (auto& wall : walls_)
      for (int size : {32, 16, 8, 4})
        for (int y = 0; y < cells; ++y)
          for (int x = 0; x < cells; ++x) {
            if (x % size == 0 && y % size == 0 && random() % 3 == 0) {
              const auto grey = static_cast<std::uint8_t>(random() % 256);
              for (int v = y; v < std::min(cells, y + size); ++v)
                for (int u = x; u < std::min(cells, x + size); ++u) wall[static_cast<std::size_t>(v * cells + u)] = grey;
            }
          }
  }
  static Camera camera(int i) {
    Camera c;
    c.size = {side, side};
    c.focal = glm::vec2(1.1f * side);
    c.principal_point = glm::vec2(0.5f * side);
    const float a = 0.35f + 0.1f * static_cast<float>(i);
    c.position = {2.6f * std::cos(a), 2.6f * std::sin(a), 1.3f + 0.05f * static_cast<float>(i % 3)};
    const glm::vec3 z = glm::normalize(glm::vec3(0.35f, 0.35f, 0.35f) - c.position), x = glm::normalize(glm::cross(z, glm::vec3(0, 0, 1)));
    c.rotation = glm::mat3(x, glm::cross(z, x), z);
    return c;
  }
  /// Four rays a pixel.
  ImageU8 photo(int i) const {
    const Camera c = camera(i);
    ImageU8 image(side, side, 3);
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x) {
        int sum = 0;
        for (int k = 0; k < 4; ++k)
          sum += seen(c.ray({static_cast<float>(x) + 0.25f + 0.5f * (k % 2), static_cast<float>(y) + 0.25f + 0.5f * (k / 2)}));
        for (int channel = 0; channel < 3; ++channel) image.at(x, y)[channel] = static_cast<std::uint8_t>(sum / 4);
      }
    return image;
  }

 private:
  static constexpr int cells = 128;
  int seen(const Ray& ray) const {
    float nearest = 1e9f;
    int grey = 255;
    for (int axis = 0; axis < 3; ++axis) {
      const float t = -ray.origin[axis] / ray.direction[axis];
      const glm::vec3 at = ray.origin + t * ray.direction;
      const float u = at[(axis + 1) % 3], v = at[(axis + 2) % 3];
      if (!(t > 0 && t < nearest && u >= 0 && v >= 0 && u < 2 && v < 2)) continue;
      nearest = t;
      grey = walls_[static_cast<std::size_t>(axis)][static_cast<std::size_t>(static_cast<int>(v * 64) * cells + static_cast<int>(u * 64))];
    }
    return grey;
  }
  std::array<std::vector<std::uint8_t>, 3> walls_{std::vector<std::uint8_t>(cells * cells, 128),
                                                  std::vector<std::uint8_t>(cells* cells, 128),
                                                  std::vector<std::uint8_t>(cells* cells, 128)};
};

/// The angle between two rotations, degrees.
float angle_between(const glm::mat3& a, const glm::mat3& b) {
  const glm::mat3 r = glm::transpose(a) * b;
  return glm::degrees(std::acos(std::clamp((r[0][0] + r[1][1] + r[2][2] - 1) / 2, -1.0f, 1.0f)));
}

}  // namespace

TEST_CASE("COLMAP finds the cameras of photos of a room's corner", "[pose]") {
  if (!have_program("colmap")) return test::skip("colmap is not installed");
  const test::TemporaryDirectory folder;
  const Room room;
  fs::create_directories(folder.path() / "photos");
  for (int i = 0; i < photo_count; ++i) test::write_bytes(folder.path() / "photos" / fmt::format("{}.png", i), encode_png(room.photo(i)));
  const PoseOptions options{.source = folder.path() / "photos", .dataset = folder.path() / "posed", .threads = 2};
  std::atomic<bool> stop = false;
  double last = 0;
  const PosedPhotos posed =
      pose_photos(options, {[&](const std::string&, double f, const std::string&) { last = f; }, [](const std::string&) {}}, stop);
  CHECK(posed.posed.size() == photo_count);
  CHECK(posed.points > 50);
  CHECK(last == Approx(1));
  const Scene scene = load_scene(options.dataset);
  REQUIRE(scene.train.size() == photo_count);
  // Up to where the world's origin, axes and unit are: rotations from photo to photo, and quotients of distances.
  const auto distance = [&](const auto& position, int i, int k) { return glm::distance(position(i), position(k)); };
  const auto found = [&](int i) { return scene.train[static_cast<std::size_t>(i)].camera.position; };
  const auto true_one = [&](int i) { return Room::camera(i).position; };
  const float unit = distance(found, 0, photo_count - 1) / distance(true_one, 0, photo_count - 1);
  for (int i = 0; i + 1 < photo_count; ++i) {
    const Camera &a = scene.train[static_cast<std::size_t>(i)].camera, &b = scene.train[static_cast<std::size_t>(i + 1)].camera;
    CHECK(angle_between(glm::transpose(a.rotation) * b.rotation, glm::transpose(Room::camera(i).rotation) * Room::camera(i + 1).rotation) <
          0.5f);
    CHECK(distance(found, i, i + 1) == Approx(unit * distance(true_one, i, i + 1)).epsilon(0.1));
  }
  CHECK(scene.train[0].camera.focal.x == Approx(1.1 * side).epsilon(0.05));
  // The room's walls are across the axes, with the floor below.
  const glm::mat3 turned = scene.train[0].camera.rotation * glm::transpose(Room::camera(0).rotation);
  CHECK(turned[2].z > 0.9995f);
  CHECK(std::max(std::abs(turned[0].x), std::abs(turned[0].y)) > 0.9995f);
}
