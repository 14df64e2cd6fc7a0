#include <catch2/catch.hpp>

#include "cuda/render/render_kernel.h"
#include "cuda/render/renderer.h"
#include "tests/cuda/render/field_for_test.h"

#include <algorithm>
#include <cmath>

using namespace asrg;

namespace {

/// A ball in the middle of a box of 32 cells. Its density falls to nothing within one cell at its surface.
struct Ball {
  static constexpr float radius = 11.0f;  // lattice units
  static constexpr float steepness = 6.0f;

  Lattice lattice = [] {
    Lattice l;
    l.origin = {-1.3f, -0.9f, -1.1f};
    l.cell = 0.07f;
    l.levels = 3;
    return l;
  }();
  glm::vec3 centre{16.0f, 16.0f, 16.0f};
  glm::vec3 diffuse{0.6f, 0.3f, 0.1f};
  float specular = 0.2f;
  Topology topology = test::full_topology(lattice, 2);

  Channels value(glm::vec3 p) const {
    const glm::vec3 y = ycocg_from_rgb(diffuse);
    return {steepness * (radius - glm::length(p - centre)), y.x, y.y, y.z, 0, 0, 0, 0};
  }
  RenderModel model(Device& device, const std::vector<glm::vec3>& environment = {}) const {
    return {device, topology, test::residuals_of(topology, [this](glm::vec3 p) { return value(p); }), test::constant_shader(specular),
            environment};
  }
  Camera camera(glm::ivec2 size = {44, 37}, float focal = 60) const {
    return test::camera_towards(lattice.to_world(centre) + glm::vec3(2.5f, -3.0f, 1.5f), lattice.to_world(centre), size, focal);
  }
  /// A pixel's ray and the ball, in lattice units.
  struct Hit {
    float beside;    ///< distance of the ball's centre from the ray
    float distance;  ///< along the ray to the ball's surface, where the ray meets it
    glm::vec3 normal, direction;
  };
  Hit hit(const Camera& camera, int x, int y) const {
    const Ray r = camera.ray({static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f});
    const glm::vec3 o = lattice.to_lattice(r.origin) - centre;
    const float b = glm::dot(o, r.direction), beside = glm::length(o - b * r.direction);
    const float distance = -b - std::sqrt(std::max(0.0f, radius * radius - beside * beside));
    return {beside, distance, glm::normalize(o + distance * r.direction), r.direction};
  }
};

template <class Check>
void each_pixel(const ImageF& image, Check&& check) {
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) check(x, y, image.at(x, y));
}

float largest_difference(const ImageF& a, const ImageF& b) {
  REQUIRE(a.pixels.size() == b.pixels.size());
  float worst = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) worst = std::max(worst, std::abs(a.pixels[i] - b.pixels[i]));
  return worst;
}

ImageF draw(Device& device, const RenderModel& model, const Camera& camera, Layer layer, Backdrop backdrop = Backdrop::white) {
  RenderSettings s;
  s.layer = layer;
  s.backdrop = backdrop;
  return render(device, model, camera, s);
}

}  // namespace

TEST_CASE("a ball is opaque inside its outline and clear outside") {
  Device device = Device::cpu(2);
  const Ball ball;
  const Camera camera = ball.camera();
  int inside = 0, outside = 0;
  each_pixel(draw(device, ball.model(device), camera, Layer::opacity), [&](int x, int y, const float* p) {
    const float beside = ball.hit(camera, x, y).beside;
    CAPTURE(x, y, beside);
    REQUIRE(p[0] == p[3]);
    REQUIRE(p[1] == p[3]);
    REQUIRE(p[2] == p[3]);
    if (beside < Ball::radius - 1.0f) {
      REQUIRE(p[3] > 0.995f);
      ++inside;
    } else if (beside > Ball::radius + 1.5f) {
      REQUIRE(p[3] < 0.02f);
      ++outside;
    }
  });
  CHECK(inside > 200);
  CHECK(outside > 200);
}

TEST_CASE("a ball's depth and normals are those of the sphere, within a cell") {
  Device device = Device::cpu(2);
  const Ball ball;
  const Camera camera = ball.camera();
  const RenderModel model = ball.model(device);
  const float diagonal = glm::length(glm::vec3(ball.lattice.extent()));
  const glm::vec3 position = ball.lattice.to_lattice(camera.position);
  each_pixel(draw(device, model, camera, Layer::depth), [&](int x, int y, const float* p) {
    const Ball::Hit hit = ball.hit(camera, x, y);
    if (hit.beside < 0.85f * Ball::radius)
      REQUIRE((p[0] - 0.5f) * diagonal + glm::dot(ball.centre - position, hit.direction) == Approx(hit.distance).margin(1.0));
    if (hit.beside > Ball::radius + 6) REQUIRE(p[0] == 1.0f);
  });
  each_pixel(draw(device, model, camera, Layer::normal), [&](int x, int y, const float* p) {
    const Ball::Hit hit = ball.hit(camera, x, y);
    if (hit.beside > 0.85f * Ball::radius) return;
    const glm::vec3 normal = 2.0f * glm::vec3(p[0], p[1], p[2]) - 1.0f;
    REQUIRE(glm::length(normal) == Approx(1.0f).margin(1e-4));
    REQUIRE(glm::dot(glm::normalize(normal), hit.normal) > 0.995f);
  });
}

TEST_CASE("diffuse and specular layers add up to the final image, over each background") {
  Device device = Device::cpu(2);
  const Ball ball;
  const Camera camera = ball.camera();
  test::Random random(1);
  std::vector<glm::vec3> environment;
  for (int i = 0; i < EnvironmentSize::texels; ++i)
    environment.emplace_back(0.5f * random.unit(), 0.5f * random.unit(), 0.5f * random.unit());
  const RenderModel model = ball.model(device, environment);
  const ImageF opacity = draw(device, model, camera, Layer::opacity);
  for (const Backdrop background : {Backdrop::white, Backdrop::black, Backdrop::environment}) {
    const ImageF final = draw(device, model, camera, Layer::final, background),
                 diffuse = draw(device, model, camera, Layer::diffuse, background),
                 specular = draw(device, model, camera, Layer::specular, background);
    each_pixel(final, [&](int x, int y, const float* p) {
      const float alpha = opacity.at(x, y)[3];
      const glm::vec3 behind = background == Backdrop::white ? glm::vec3(1.0f)
                               : background == Backdrop::black
                                   ? glm::vec3(0.0f)
                                   : [&] {
                                       const EnvironmentTap tap = environment_tap(ball.hit(camera, x, y).direction);
                                       glm::vec3 c(0.0f);
                                       for (int k = 0; k < 4; ++k) c += tap.weight[k] * environment[tap.index[k]];
                                       return c;
                                     }();
      REQUIRE(p[3] == Approx(alpha).margin(1e-5));
      for (int c = 0; c < 3; ++c) {
        REQUIRE(diffuse.at(x, y)[c] == Approx(alpha * ball.diffuse[c] + (1 - alpha) * behind[c]).margin(1e-4));
        REQUIRE(specular.at(x, y)[c] == Approx(alpha * ball.specular).margin(1e-4));
        REQUIRE(p[c] == Approx(std::min(1.0f, diffuse.at(x, y)[c] + specular.at(x, y)[c])).margin(1e-5));
      }
    });
  }
}

TEST_CASE("the level layer colours coarse and fine leaves, the steps layer the work") {
  Device device = Device::cpu(1);
  Lattice l;
  l.base_bricks = {2, 1, 1};
  l.levels = 3;
  Brick left, right;
  left.cells.fill(~std::uint64_t{0});
  right = left;
  right.coordinate = {1, 0, 0};
  auto bricks = split_bricks(l, std::vector<Brick>{left, right}, std::vector<std::uint8_t>{0, 1});
  std::vector<std::uint8_t> split;
  for (const Brick& b : bricks) split.push_back(b.level == 1);
  bricks = split_bricks(l, bricks, split);
  const Topology t = build_topology(l, bricks);
  const RenderModel model(device, t, test::residuals_of(t, [](glm::vec3) { return Channels{2, 0.5f, 0, 0, 0, 0, 0, 0}; }),
                          test::constant_shader(0.1f), {});
  const glm::vec3 middle = 0.5f * glm::vec3(l.extent());
  const Camera camera = test::camera_towards(middle + glm::vec3(0, -100, 0), middle, {64, 32}, 64);
  const ImageF level = draw(device, model, camera, Layer::level), steps = draw(device, model, camera, Layer::steps);
  // The camera looks along +y with z up: x runs to the right.
  const auto colour = [&](const ImageF& image, int x, int y) { return glm::vec3(image.at(x, y)[0], image.at(x, y)[1], image.at(x, y)[2]); };
  CHECK(glm::length(colour(level, 20, 16) - false_colour(0.0f)) < 0.01f);
  CHECK(glm::length(colour(level, 43, 16) - false_colour(1.0f)) < 0.01f);
  CHECK(colour(level, 0, 0) == glm::vec3(0.0f));
  CHECK(colour(steps, 0, 0) == false_colour(0.0f));
  CHECK(steps.at(0, 0)[3] == 1.0f);
  CHECK(colour(steps, 20, 16) != false_colour(0.0f));
}

TEST_CASE("false colours go from blue over green and yellow to red") {
  CHECK(false_colour(0.0f).z > false_colour(0.0f).y);
  CHECK(false_colour(0.5f).y == 1.0f);
  CHECK(false_colour(1.0f).x > false_colour(1.0f).y);
  for (const float x : {-5.0f, 0.0f, 0.3f, 0.8f, 1.0f, 7.0f})
    for (int c = 0; c < 3; ++c) {
      CHECK(false_colour(x)[c] >= 0.0f);
      CHECK(false_colour(x)[c] <= 1.0f);
    }
}

TEST_CASE("supersampling is the mean of a finer image") {
  Device device = Device::cpu(2);
  const Ball ball;
  const RenderModel model = ball.model(device);
  const Camera camera = ball.camera({21, 18}, 30), finer = [&] {
    Camera c = camera;
    c.size *= 3;
    c.focal *= 3.0f;
    c.principal_point *= 3.0f;
    return c;
  }();
  RenderSettings s;
  s.supersample = 3;
  RenderStatistics statistics;
  const ImageF image = render(device, model, camera, s, &statistics), fine = draw(device, model, finer, Layer::final);
  float worst = 0;
  each_pixel(image, [&](int x, int y, const float* p) {
    for (int c = 0; c < 4; ++c) {
      float mean = 0;
      for (int k = 0; k < 9; ++k) mean += fine.at(3 * x + k % 3, 3 * y + k / 3)[c] / 9;
      worst = std::max(worst, std::abs(mean - p[c]));
    }
  });
  CHECK(worst < 2e-3f);
  CHECK(statistics.samples > 0);
  CHECK(statistics.samples_per_ray == Approx(static_cast<double>(statistics.samples) / (21 * 18 * 9)));
}

TEST_CASE("an image does not depend on the number of threads, nor on whole tiles") {
  Device one = Device::cpu(1), three = Device::cpu(3);
  const Ball ball;
  const Camera camera = ball.camera({13, 9}, 14);
  const ImageF a = draw(one, ball.model(one), camera, Layer::final), b = draw(three, ball.model(three), camera, Layer::final);
  CHECK(largest_difference(a, b) == 0.0f);
  Camera part = camera;
  part.size = {5, 9};
  each_pixel(draw(one, ball.model(one), part, Layer::final), [&](int x, int y, const float* p) {
    for (int c = 0; c < 4; ++c) REQUIRE(p[c] == a.at(x, y)[c]);
  });
}

TEST_CASE("a finer sampling distance changes little") {
  Device device = Device::cpu(2);
  const Ball ball;
  const RenderModel model = ball.model(device);
  RenderSettings fine;
  fine.step = 0.2f;
  const ImageF a = draw(device, model, ball.camera(), Layer::final), b = render(device, model, ball.camera(), fine);
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(a.pixels[i] - b.pixels[i]);
  CHECK(sum / static_cast<double>(a.pixels.size()) < 0.01);
}
