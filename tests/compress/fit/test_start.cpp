#include "compress/fit/photos_to_fit.h"
#include "compress/fit/start.h"
#include "compress/fit/starting_bricks.h"
#include "compress/scene/hull_leniency.h"
#include "tests/compress/fit/synthetic_scene.h"

#include <catch2/catch.hpp>

using namespace asrg;

TEST_CASE("a resolution is between 64 and 1024, whatever the cameras see") {
  Scene scene = test::ball_scene(6, 32);
  const Box box{glm::vec3(-1), glm::vec3(1)};
  for (View& v : scene.train) v.camera.position = glm::vec3(0);  // in the box's centre: it has any number of pixels
  CHECK(natural_resolution(scene, box, 1, 0) == 1024);
  for (View& v : scene.train) v.camera.focal = glm::vec2(1e30f);
  CHECK(natural_resolution(scene, box, 1, 0) == 1024);
  for (View& v : scene.train) v.camera.position = glm::vec3(1e6f), v.camera.focal = glm::vec2(1);
  CHECK(natural_resolution(scene, box, 1, 0) == 64);
}

TEST_CASE("a model for photos of half the size has half the cells, whatever photos it is fitted to") {
  const Scene scene = test::ball_scene(6, 300);
  const Box box{glm::vec3(-1), glm::vec3(1)};
  const int whole = natural_resolution(scene, box, 1, 0);
  REQUIRE(whole > 200);
  // A small file has the cells that a pixel is worth, a large one a third more.
  CHECK(std::abs(natural_resolution(scene, box, 2, std::int64_t{2} * whole * whole) - whole / 2) <= 1);
  CHECK(std::abs(natural_resolution(scene, box, 3, std::int64_t{8} * whole * whole / 9) - whole / 3) <= 1);
  CHECK(std::abs(natural_resolution(scene, box, 2, 0) - whole * 2 / 3) <= 1);
  CHECK(natural_resolution(scene, box, 2, 5000000) == natural_resolution(scene, box, 2, 0));
  CHECK(natural_resolution(scene, box, 1, 5000000) == whole);
  CHECK(natural_resolution(scene, box, 1, 50000) == 100);
  CHECK(natural_resolution(scene, box, 1, 1) == 64);
}

TEST_CASE("photos are fitted twice as fine as they were asked for, or three times, where they have that") {
  CHECK(supersample_for(1, 0) == 1);
  CHECK(supersample_for(2, 0) == 2);
  CHECK(supersample_for(3, 0) == 3);
  CHECK(supersample_for(4, 0) == 2);
  CHECK(supersample_for(5, 0) == 1);
  CHECK(supersample_for(6, 0) == 2);
  CHECK(supersample_for(4, 4) == 4);
  CHECK(supersample_for(4, 1) == 1);
  CHECK_THROWS_WITH(supersample_for(4, 3), Catch::Contains("--supersample 3") && Catch::Contains("4"));
  SceneOptions options;
  options.downscale = 6;
  options.holdout = 8;
  CHECK(photos_to_fit(options, 2).downscale == 3);
  CHECK(photos_to_fit(options, 2).holdout == 8);
}

TEST_CASE("starting bricks hold the cells of the hull, in the lattice's order") {
  const Scene scene = test::ball_scene(12, 48);
  const Lattice l = make_lattice({glm::vec3(-1), glm::vec3(1)}, 96);
  const int level = starting_level(l);
  const VisualHull hull(scene.train);
  const auto bricks = starting_bricks(scene, l, level, lenient_hull(hull, starting_grid(l, level)));
  const HullGrid grid{l.box(), l.extent() / l.stride(level)};
  const auto inside = lenient_hull(hull, grid).cells;
  std::vector<Brick> expected;
  const glm::ivec3 count = grid.dims / brick_edge;
  for (int i = 0; i < count.x * count.y * count.z; ++i) {
    Brick b{{i % count.x, i / count.x % count.y, i / (count.x * count.y)}, level, {}};
    for (int k = 0; k < brick_edge * brick_edge * brick_edge; ++k) {
      const glm::ivec3 cell(k % 8, k / 8 % 8, k / 64);
      if (inside[grid.index(b.coordinate * brick_edge + cell)]) b.set(cell.x, cell.y, cell.z);
    }
    if (!b.empty()) expected.push_back(b);
  }
  const auto same = [&](const std::vector<Brick>& a, const std::vector<Brick>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Brick& x, const Brick& y) {
      return x.coordinate == y.coordinate && x.level == y.level && x.cells == y.cells;
    });
  };
  REQUIRE_FALSE(expected.empty());
  CHECK(same(bricks, expected));
  CHECK(same(starting_bricks(scene, l, level), expected));
}
