#include "compress/stereo/sight_lines.h"
#include "tests/compress/fit/synthetic_scene.h"

#include <catch2/catch.hpp>
#include <tbb/global_control.h>

#include <algorithm>

using namespace asrg;

namespace {

const Box box{glm::vec3(-1), glm::vec3(1)};

/// How far a line's end is from the ball or the room's wall, as a share of the line's length.
float error_of(const Scene& scene, const SightLine& line) {
  const float r = glm::length(line.point);
  return std::min(std::abs(r - 0.8f), std::abs(r - 5.0f)) / glm::length(line.point - scene.train[line.view].camera.position);
}

double good_share(const Scene& scene, const std::vector<SightLine>& lines) {
  return static_cast<double>(std::count_if(lines.begin(), lines.end(), [&](const SightLine& l) { return error_of(scene, l) < 0.05f; })) /
         static_cast<double>(lines.size());
}

}  // namespace

TEST_CASE("sight lines end at surfaces, of an object in its surroundings and with a mask") {
  const Scene room = test::ball_in_room(60, 160), ball = test::ball_scene(60, 160);
  const auto in_room = sight_lines(room.train, box, false).lines, masked = sight_lines(ball.train, box, true).lines;
  CHECK(in_room.size() > 200);
  CHECK(masked.size() > 200);
  CHECK(good_share(room, in_room) > 0.9);
  CHECK(good_share(ball, masked) > 0.9);
}

TEST_CASE("a line ends where its photo shows the point") {
  const Scene room = test::ball_in_room(60, 160);
  for (const SightLine& line : sight_lines(room.train, box, false).lines) {
    glm::vec2 pixel(0);
    REQUIRE(room.train[line.view].camera.project(line.point, pixel));
    REQUIRE((pixel.x > 0 && pixel.y > 0 && pixel.x < 160 && pixel.y < 160));
  }
}

TEST_CASE("sight lines do not depend on the number of threads") {
  const Scene room = test::ball_in_room(30, 96);
  const auto many = sight_lines(room.train, box, false).lines;
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  const auto few = sight_lines(room.train, box, false).lines;
  REQUIRE(!many.empty());
  CHECK(std::equal(many.begin(), many.end(), few.begin(), few.end(),
                   [](const SightLine& a, const SightLine& b) { return a.view == b.view && a.point == b.point; }));
}

TEST_CASE("where all cameras are wrong there are no sight lines") {
  Scene room = test::ball_in_room(150, 112);
  CHECK(!sight_lines(room.train, box, false).lines.empty());
  // Each camera is turned about its own axis, by an angle of its own.
  for (std::size_t i = 0; i < room.train.size(); ++i) {
    const float angle = 0.1f + 0.05f * static_cast<float>(i % 7);
    const glm::mat3 turn(glm::vec3(std::cos(angle), std::sin(angle), 0), glm::vec3(-std::sin(angle), std::cos(angle), 0),
                         glm::vec3(0, 0, 1));
    room.train[i].camera.rotation = room.train[i].camera.rotation * turn;
  }
  const SightLines lines = sight_lines(room.train, box, false);
  CHECK(lines.lines.empty());
  CHECK(lines.views.size() == room.train.size());
}

TEST_CASE("where photos cannot be compared there are no sight lines") {
  Scene room = test::ball_in_room(30, 96);
  CHECK(sight_lines(std::span(room.train).first(0), box, false).lines.empty());
  CHECK(sight_lines(std::span(room.train).first(2), box, false).lines.empty());
  for (View& v : room.train) std::fill(v.image.pixels.begin(), v.image.pixels.end(), std::uint8_t{120});
  CHECK(sight_lines(room.train, box, false).lines.empty());
  for (View& v : room.train) {
    v.image = ImageU8(3, 900, 4);
    v.camera.size = {3, 900};
  }
  CHECK(sight_lines(room.train, box, false).lines.empty());
}
