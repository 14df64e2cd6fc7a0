#include "compress/pose/room_axes.h"

#include <catch2/catch.hpp>
#include <glm/gtc/quaternion.hpp>

#include <random>

using namespace asrg;

namespace {

/// Cameras that look level in all directions, seen from a frame that is turned: `turn` maps the room's frame to the model's.
ColmapModel model_of(const std::vector<glm::dvec3>& points, const glm::dquat& turn) {
  ColmapModel model;
  for (const glm::dvec3& p : points) model.points.push_back(turn * p);
  for (int i = 0; i < 8; ++i) {
    const double a = 0.8 * i;
    // Rows: right, down, forward.
    const glm::dmat3 camera = glm::transpose(
        glm::dmat3(glm::dvec3(-std::sin(a), std::cos(a), 0), glm::dvec3(0, 0, -1), glm::dvec3(-std::cos(a), -std::sin(a), 0)));
    const glm::dquat q = glm::quat_cast(camera * glm::mat3_cast(glm::inverse(turn)));
    ColmapImage image;
    image.rotation[0] = q.w, image.rotation[1] = q.x, image.rotation[2] = q.y, image.rotation[3] = q.z;
    model.images.push_back(image);
  }
  return model;
}

}  // namespace

TEST_CASE("a room's axes are found from points on its walls, whatever frame it is in", "[pose]") {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> place(-3, 3), noise(-0.01, 0.01);
  std::vector<glm::dvec3> points;
  for (int i = 0; i < 3000; ++i) {
    glm::dvec3 p(place(random), place(random), place(random));
    if (i % 2) p[i / 2 % 3] = (i % 4 < 2 ? -3 : 3) + noise(random);  // the others are what stands about
    points.push_back(p);
  }
  for (const double angle : {0.0, 20.0, 41.0, 70.0}) {
    CAPTURE(angle);
    const glm::dquat turn =
        glm::angleAxis(glm::radians(angle), glm::normalize(glm::dvec3(0.3, 1, 0.2))) * glm::angleAxis(0.5, glm::dvec3(0, 0, 1));
    const glm::dmat3 found = room_axes(model_of(points, turn)) * glm::mat3_cast(turn);
    CHECK(glm::determinant(found) == Approx(1));
    CHECK(found[2].z > 0.9999);
    CHECK(std::max(std::abs(found[0].x), std::abs(found[0].y)) > 0.9999);
  }
}

TEST_CASE("where nothing is flat up is what it is in the photos, roughly", "[pose]") {
  std::mt19937 random(2);
  std::normal_distribution<double> place;
  std::vector<glm::dvec3> points;
  for (int i = 0; i < 2000; ++i) points.emplace_back(place(random), place(random), place(random));
  const glm::dquat turn = glm::angleAxis(1.2, glm::normalize(glm::dvec3(1, -0.4, 0.2)));
  const glm::dmat3 found = room_axes(model_of(points, turn)) * glm::mat3_cast(turn);
  CHECK(found[2].z > 0.95);
  CHECK(glm::determinant(room_axes(model_of({}, turn))) == Approx(1));
}
