#include "compress/metrics/geometry_error.h"
#include "compress/metrics/visible_surface.h"
#include "tests/cuda/render/field_for_test.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace asrg;

namespace {

/// A ball in a corner of a long box; where there are surroundings, they are filled with something opaque.
struct Ball {
  bool surroundings;
  float radius = 4.5f;  ///< lattice units
  Lattice lattice{.origin = {-1.3f, -0.9f, -1.1f}, .cell = 0.07f, .base_bricks = {4, 2, 2}, .levels = 2, .surroundings = surroundings};
  glm::vec3 centre = lattice.box_in_lattice().min + glm::vec3(6.0f, 8.5f, 7.0f);
  Topology topology = test::full_topology(lattice, 1);

  Channels value(glm::vec3 p) const {
    const Box box = lattice.box_in_lattice();
    const bool within = glm::all(glm::greaterThanEqual(p, box.min)) && glm::all(glm::lessThanEqual(p, box.max));
    return {within ? 6.0f * (radius - glm::length(p - centre)) : 8.0f, 0, 0, 0, 0, 0, 0, 0};
  }

  /// What the camera truly sees of it.
  Surface seen(const Camera& camera) const {
    const glm::vec3 middle = lattice.origin + lattice.cell * centre;
    const float r = lattice.cell * radius;
    Surface surface(camera.size.x, camera.size.y, 1);
    for (int y = 0; y < surface.height; ++y)
      for (int x = 0; x < surface.width; ++x) {
        const Ray ray = camera.ray(glm::vec2(x, y) + 0.5f);
        const glm::vec3 o = ray.origin - middle;
        const float b = glm::dot(o, ray.direction), d = b * b - glm::dot(o, o) + r * r;
        // Not at the outline, where half-transparent cells are what is seen.
        if (d < 0.3f * r * r) continue;
        const float t = -b - std::sqrt(d);
        *surface.at(x, y) = {(o + t * ray.direction) / r, t, 1.0f};
      }
    return surface;
  }
};

}  // namespace

TEST_CASE("a model's visible surface lies where it is, and its normals point out of it") {
  const Ball ball{.surroundings = GENERATE(false, true)};
  CAPTURE(ball.surroundings);
  Device device = Device::cpu(2);
  const RenderModel model(device, ball.topology, test::residuals_of(ball.topology, [&](glm::vec3 p) { return ball.value(p); }),
                          test::constant_shader(0.5f), {});
  const glm::vec3 middle = ball.lattice.origin + ball.lattice.cell * ball.centre;
  for (const glm::vec3 from : {glm::vec3(2.5f, -3.0f, 1.5f), glm::vec3(-7.0f, 0.4f, 0.8f)}) {
    const Camera camera = test::camera_towards(middle + from, middle + glm::vec3(0.05f), {37, 31}, 30.0f * glm::length(from));
    const GeometryErrors e = geometry_errors(visible_surface(device, model, camera), ball.seen(camera));
    CHECK(e.pixels > 150);
    CHECK(e.missing == 0);
    CHECK(*std::max_element(e.angles.begin(), e.angles.end()) < 12);
    CHECK(*std::max_element(e.depths.begin(), e.depths.end()) < 0.8f * ball.lattice.cell);
  }
}
