#include "compress/metrics/geometry_error.h"
#include "cuda/core/error.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace asrg;

namespace {

Surface row_of(const std::vector<SurfacePoint>& points) {
  Surface surface(static_cast<int>(points.size()), 1, 1);
  surface.pixels = points;
  return surface;
}

/// At this angle from the x axis, degrees.
glm::vec3 turned(float degrees) { return {std::cos(glm::radians(degrees)), std::sin(glm::radians(degrees)), 0}; }

}  // namespace

TEST_CASE("the angle between normals counts their directions only") {
  const std::vector<float> angles{0.0f, 0.01f, 30.0f, 90.0f, 135.0f, 180.0f};
  std::vector<SurfacePoint> model, truth;
  for (const float a : angles) {
    model.push_back({0.02f * turned(a), 1, 1});
    truth.push_back({turned(0), 1, 1});
  }
  const GeometryErrors e = geometry_errors(row_of(model), row_of(truth));
  REQUIRE(e.angles.size() == angles.size());
  for (std::size_t i = 0; i < angles.size(); ++i) CHECK(e.angles[i] == Approx(angles[i]).margin(1e-4));
}

TEST_CASE("a normal without a direction is 90 degrees off") {
  const GeometryErrors e = geometry_errors(row_of({{glm::vec3(0), 1, 1}}), row_of({{turned(70), 1, 1}}));
  CHECK(e.angles == std::vector<float>{90.0f});
}

TEST_CASE("what is measured lies where truth is, and where the model is more than half opaque") {
  const SurfacePoint nothing{}, near{turned(0), 2.0f, 1.0f}, far{turned(60), 2.5f, 0.51f}, thin{turned(0), 9.0f, 0.5f};
  const GeometryErrors e =
      geometry_errors(row_of({near, near, far, thin, nothing, far}), row_of({nothing, near, near, near, near, {turned(60), 3.0f, 1.0f}}));
  CHECK(e.pixels == 5);
  CHECK(e.missing == 2);
  REQUIRE(e.angles.size() == 3);
  CHECK(e.angles[0] == Approx(0).margin(1e-4));
  CHECK(e.angles[1] == Approx(60));
  CHECK(e.angles[2] == Approx(0).margin(1e-4));
  CHECK(e.depths == std::vector<float>{0.0f, 0.5f, 0.5f});
}

TEST_CASE("errors of several views are one set of pixels") {
  GeometryErrors all{{1, 2}, {3, 4}, 5, 3};
  all.append({{6}, {7}, 8, 7});
  CHECK(all.angles == std::vector<float>{1, 2, 6});
  CHECK(all.depths == std::vector<float>{3, 4, 7});
  CHECK(all.pixels == 13);
  CHECK(all.missing == 10);
}

TEST_CASE("mean and median") {
  const MeanMedian odd = mean_and_median({9, 1, 2}), even = mean_and_median({10, 1, 4, 2}), one = mean_and_median({5});
  CHECK(odd.mean == 4);
  CHECK(odd.median == 2);
  CHECK(even.mean == 4.25);
  CHECK(even.median == 3);
  CHECK(one.median == 5);
  CHECK(std::isnan(mean_and_median({}).mean));
  CHECK(std::isnan(mean_and_median({}).median));
}

TEST_CASE("surfaces of different sizes are not compared") {
  CHECK_THROWS_WITH(geometry_errors(Surface(3, 2, 1), Surface(2, 3, 1)), Catch::Contains("3x2 and 2x3"));
}
