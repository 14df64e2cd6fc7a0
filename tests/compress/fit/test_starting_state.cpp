#include "compress/fit/photo_consistency.h"
#include "compress/fit/start.h"
#include "compress/fit/starting_bricks.h"
#include "compress/fit/starting_state.h"
#include "cuda/core/colour.h"
#include "tests/compress/fit/synthetic_scene.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>

using namespace asrg;

namespace {

/// The mean consistency of points on a sphere about the origin, on the textured half of the ball.
float consistency_at_radius(const PhotoConsistency& photos, float radius) {
  float sum = 0;
  int points = 0;
  for (float z = -0.6f; z <= 0.6f; z += 0.1f)
    for (float angle = -0.9f; angle <= 0.9f; angle += 0.1f, ++points)
      sum += photos.at(radius * glm::vec3(std::sqrt(1 - z * z) * std::cos(angle), std::sqrt(1 - z * z) * std::sin(angle), z), 0.04f)
                 .consistency;
  return sum / static_cast<float>(points);
}

}  // namespace

TEST_CASE("photos agree on a surface, and neither in front of it nor behind") {
  const Scene scene = test::ball_in_room(40, 96);
  const PhotoConsistency photos(scene.train);
  const float surface = consistency_at_radius(photos, 0.8f);
  CHECK(surface > 0.5f);
  for (const float elsewhere : {0.4f, 0.6f, 1.0f, 1.2f, 1.5f}) {
    CAPTURE(elsewhere);
    CHECK(consistency_at_radius(photos, elsewhere) < 0.6f * surface);
  }
}

TEST_CASE("a point has the colour that most photos show there") {
  const Scene scene = test::ball_in_room(40, 96);
  const PhotoConsistency photos(scene.train);
  // More than half of the photos see something else in front of it: the plain half of the ball, from behind.
  const PointInPhotos plain = photos.at(0.8f * glm::normalize(glm::vec3(-1, 0.2f, 0.1f)), 0.04f);
  const glm::vec3 rgb = rgb_from_ycocg(plain.colour), painted(0.8f, 0.5f, 0.2f);
  CHECK(plain.photos == 32);
  CHECK(glm::all(glm::lessThan(glm::abs(rgb - painted), glm::vec3(0.15f))));
}

TEST_CASE("photos show nothing of a point that is outside of all, transparent in all, or infinitely far") {
  const Scene room = test::ball_in_room(10, 48), ball = test::ball_scene(10, 48);
  const PhotoConsistency photos(room.train), with_masks(ball.train);
  CHECK(photos.at({0, 0, 1000}, 1).photos < 8);
  CHECK(with_masks.at({0, 0, 1.05f}, 0.05f).photos < with_masks.at({0, 0, 0}, 0.05f).photos);
  CHECK(with_masks.at({0, 0, 0}, 0.05f).photos == 8);
  for (const float far : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    const PointInPhotos nothing = photos.at(glm::vec3(far), 1);
    CHECK(nothing.photos == 0);
    CHECK(nothing.consistency == 0);
  }
}

TEST_CASE("a fit begins with the photos' colours, with denser fog where they agree, and with thinner fog where sight lines pass") {
  const Scene room = test::ball_in_room(40, 64);
  const Lattice lattice = make_lattice({glm::vec3(-1), glm::vec3(1)}, 64, true);
  const Topology topology = build_topology(lattice, starting_bricks(room, lattice, starting_level(lattice)));
  const FitState before = starting_state(topology, 1);
  FitState after = before;
  develop(after, topology, room);
  int denser = 0, thinner = 0, painted = 0, wrong = 0;
  for (std::int32_t i = 0; i < topology.level_begin[1]; ++i) {
    const Channels &was = before.residuals[i], &is = after.residuals[i];
    const float more = is.v[0] - was.v[0];
    denser += more > 0.2f;
    thinner += more < -1;
    painted += is.v[1] != was.v[1];
    wrong += more < -6 || more > 4 || !std::equal(was.v + 4, was.v + Channels::count, is.v + 4);
  }
  CHECK(wrong == 0);
  CHECK(denser > topology.level_begin[1] / 50);
  CHECK(thinner > topology.level_begin[1] / 100);
  CHECK(painted > topology.level_begin[1] * 9 / 10);
  CHECK(
      std::all_of(after.residuals.begin() + topology.level_begin[1], after.residuals.end(), [](const Channels& r) { return r.v[0] == 0; }));
}
