#include <catch2/catch.hpp>

#include "cuda/camera/lens_change.h"
#include "tests/cuda/grid/grid_for_test.h"

#include <glm/gtc/matrix_transform.hpp>

using namespace asrg;

namespace {

/// A camera in general position, without distortion or with that of a phone's lens.
Camera general_camera(bool distorted) {
  Camera c;
  c.rotation = glm::mat3(glm::rotate(glm::mat4(1.0f), 0.7f, glm::normalize(glm::vec3(1, -2, 0.5f))));
  c.position = {3, -2, 1.5f};
  c.focal = {900, 880};
  c.principal_point = {390, 305};
  c.size = {800, 600};
  if (distorted) {
    c.k1 = -0.21f;
    c.k2 = 0.09f;
    c.k3 = -0.02f;
    c.p1 = 0.003f;
    c.p2 = -0.002f;
  }
  return c;
}

}  // namespace

TEST_CASE("a point on a pixel's ray projects into that pixel, with and without distortion") {
  test::Random random(1);
  for (const bool distorted : {false, true}) {
    const Camera c = general_camera(distorted);
    for (int n = 0; n < 500; ++n) {
      const glm::vec2 pixel = glm::vec2(random.unit(), random.unit()) * glm::vec2(c.size);
      const Ray ray = c.ray(pixel);
      REQUIRE(glm::length(ray.direction) == Approx(1).margin(1e-5));
      REQUIRE(ray.origin == c.position);
      glm::vec2 again(-1);
      REQUIRE(c.project(ray.origin + (0.5f + 5 * random.unit()) * ray.direction, again));
      REQUIRE(glm::length(again - pixel) < 0.02f);
    }
  }
}

TEST_CASE("axes: x to the right, y down, z forward") {
  Camera c;
  c.focal = glm::vec2(100);
  c.principal_point = {50, 40};
  c.size = {100, 80};
  glm::vec2 p(-1);
  REQUIRE(c.project({0, 0, 2}, p));
  CHECK(p == glm::vec2(50, 40));
  REQUIRE(c.project({1, 0.5f, 2}, p));
  CHECK(p == glm::vec2(100, 65));
  CHECK_FALSE(c.project({0, 0, -1}, p));
  CHECK_FALSE(c.project({1, 1, 0}, p));
}

TEST_CASE("distortion follows Brown and Conrady, and undistort inverts it within the image") {
  const Camera c = general_camera(true);
  const glm::dvec2 u(0.31, -0.22);
  const double r2 = glm::dot(u, u), radial = 1 + r2 * (c.k1 + r2 * (c.k2 + r2 * c.k3));
  const glm::vec2 d = c.distort(glm::vec2(u));
  CHECK(d.x == Approx(u.x * radial + 2 * c.p1 * u.x * u.y + c.p2 * (r2 + 2 * u.x * u.x)).margin(1e-6));
  CHECK(d.y == Approx(u.y * radial + c.p1 * (r2 + 2 * u.y * u.y) + 2 * c.p2 * u.x * u.y).margin(1e-6));
  CHECK(glm::length(c.undistort(d) - glm::vec2(u)) < 1e-5f);
}

TEST_CASE("the derivative of distortion equals central differences") {
  Camera c = general_camera(true);
  c.p1 = 0.05f;
  c.p2 = -0.03f;
  for (const glm::vec2 u : {glm::vec2(0), glm::vec2(0.31f, -0.22f), glm::vec2(-0.4f, 0.35f)})
    for (int k = 0; k < 2; ++k) {
      glm::vec2 h(0.0f);
      h[k] = 1e-3f;
      const glm::vec2 slope = (c.distort(u + h) - c.distort(u - h)) / 2e-3f;
      CHECK(glm::length(c.distortion_slope(u)[k] - slope) < 2e-4f);
    }
}

TEST_CASE("a lens is changed by its focal lengths, principal point and first radial coefficient, and by nothing else") {
  const Camera c = general_camera(true);
  const LensChange change{.log_focal = std::log(1.1f), .centre = {0.01f, -0.02f}, .radial = 0.05f};
  Camera expected = c;
  expected.focal *= 1.1f;
  expected.principal_point += glm::vec2(9, -17.6f);
  expected.k1 += 0.05f;
  const Camera changed = change.of(c);
  CHECK(glm::length(changed.focal - expected.focal) < 1e-3f);
  CHECK(glm::length(changed.principal_point - expected.principal_point) < 1e-3f);
  CHECK(changed.k1 == Approx(expected.k1));
  CHECK(changed.k2 == c.k2);
  CHECK(changed.rotation == c.rotation);
  CHECK(changed.position == c.position);
  CHECK(LensChange{}.of(c) == c);
}

TEST_CASE("how far a change of the lens moves what the picture shows") {
  Camera c = general_camera(false);
  c.focal = glm::vec2(500);
  CHECK(LensChange{}.pixels(c) == 0);
  // Half-way to a corner of 800 x 600 pixels are 250 pixels, half a focal length.
  CHECK(LensChange{.log_focal = 0.01f}.pixels(c) == Approx(2.5));
  CHECK(LensChange{.centre = {0, 0.01f}}.pixels(c) == Approx(5));
  CHECK(LensChange{.radial = -0.1f}.pixels(c) == Approx(6.25));
}

TEST_CASE("what a lens cannot map is not projected: beyond the fold of its polynomial") {
  Camera c = general_camera(false);
  c.k1 = -0.3f;
  glm::vec2 near(-1), far(-1);
  const auto at = [&](float tangent) { return c.position + c.rotation * glm::vec3(tangent, 0, 1); };
  REQUIRE(c.project(at(0.5f), near));
  // r (1 - 0.3 r^2) falls from r = 1.054 on: a point at 1.7 would come back into the image.
  CHECK_FALSE(c.project(at(1.7f), far));
  CHECK(c.project(at(1.0f), far));
}

TEST_CASE("a reduced camera sees the same through its smaller image") {
  const Camera c = general_camera(true), half = c.downscaled(2);
  CHECK(half.size == glm::ivec2(400, 300));
  for (const glm::vec2 pixel : {glm::vec2(10, 20), glm::vec2(700, 500)})
    CHECK(glm::length(c.ray(pixel).direction - half.ray(pixel * 0.5f).direction) < 1e-6f);
}
