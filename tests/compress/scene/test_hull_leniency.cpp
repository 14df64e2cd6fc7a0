#include "compress/scene/hull_leniency.h"
#include "tests/compress/scene/sphere_data.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace asrg;

namespace {

struct MaskedSphere {
  test::SphereData data = test::make_sphere_data(40);
  std::vector<View> views;
  Box box{data.centre - 0.8f, data.centre + 0.8f};

  MaskedSphere() {
    for (std::size_t i = 0; i < data.names.size(); ++i) views.push_back({data.names[i], data.cameras[i], data.images[i]});
  }
  float tolerance(bool poses_learn = false) const {
    const VisualHull hull(views);
    return lenient_hull(hull, {box, glm::ivec3(80)}, poses_learn).options.tolerance;
  }
  /// Takes the left half of the object out of a view's mask.
  void cut(std::size_t view) {
    ImageU8& image = views[view].image;
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width / 2; ++x) image.at(x, y)[3] = 0;
  }
};

}  // namespace

TEST_CASE("masks that agree need the least tolerance", "[hull]") {
  const MaskedSphere s;
  CHECK(s.tolerance() < 0.03f);
}

TEST_CASE("each mask that lacks a part of the object has to be forgiven", "[hull]") {
  MaskedSphere s;
  for (std::size_t i = 0; i < 3; ++i) s.cut(4 + 11 * i);
  const float some = s.tolerance();
  CHECK(some > 0.02f);
  for (std::size_t i = 0; i < 3; ++i) s.cut(5 + 11 * i);
  CHECK(s.tolerance() > some);
}

TEST_CASE("a mask that takes in too much needs no tolerance", "[hull]") {
  MaskedSphere s;
  ImageU8& image = s.views[7].image;
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) image.at(x, y)[3] = 255;
  CHECK(s.tolerance() < 0.03f);
}

TEST_CASE("cameras that are a little off need wider silhouettes, not more tolerance, where they may be put right", "[hull]") {
  MaskedSphere s;
  for (std::size_t i = 0; i < s.views.size(); ++i) {
    // Each sees the object some pixels beside where it is, to one side or the other.
    const float x = i % 2 ? 3.0f : -3.0f, y = i % 4 < 2 ? 3.0f : -3.0f;
    s.views[i].camera.principal_point += glm::vec2(x, y);
  }
  const VisualHull hull(s.views);
  const HullGrid grid{s.box, glm::ivec3(80)};
  const LenientHull strict = lenient_hull(hull, grid, false), lenient = lenient_hull(hull, grid, true);
  const auto count = [](const LenientHull& h) { return std::count(h.cells.begin(), h.cells.end(), 1); };
  CAPTURE(strict.options.tolerance, lenient.options.tolerance, lenient.options.margin, count(strict), count(lenient));
  CHECK(strict.options.margin == 0);
  CHECK(strict.options.tolerance > 0.03f);
  CHECK(lenient.options.margin >= 3);
  CHECK(lenient.options.tolerance < 0.03f);
  CHECK(lenient.cells == hull.carve(grid, lenient.options));
}

TEST_CASE("good cameras need no wider silhouettes", "[hull]") {
  const MaskedSphere s;
  CHECK(lenient_hull(VisualHull(s.views), {s.box, glm::ivec3(80)}, true).options.margin == 0);
}
