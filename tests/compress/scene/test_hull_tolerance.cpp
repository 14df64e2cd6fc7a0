#include "compress/scene/hull_tolerance.h"
#include "tests/compress/scene/sphere_data.h"

#include <catch2/catch.hpp>

using namespace asrg;

namespace {

struct MaskedSphere {
  test::SphereData data = test::make_sphere_data(40);
  std::vector<View> views;
  Box box{data.centre - 0.8f, data.centre + 0.8f};

  MaskedSphere() {
    for (std::size_t i = 0; i < data.names.size(); ++i) views.push_back({data.names[i], data.cameras[i], data.images[i]});
  }
  float tolerance() const {
    const VisualHull hull(views);
    return hull_tolerance(hull, hull.vote({box, glm::ivec3(80)}, largest_hull_tolerance));
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
