#include "compress/model/drawable.h"
#include "tests/compress/fit/synthetic_scene.h"

#include "compress/fit/run_fit.h"

#include "compress/model/symbols.h"
#include "cuda/render/renderer.h"

#include <cmath>
#include <cstring>
#include <optional>

namespace asrg::test {
namespace {

Camera look_at_origin(glm::vec3 position, int size) {
  Camera c;
  c.position = position;
  const glm::vec3 forward = glm::normalize(-position), right = glm::normalize(glm::cross(forward, glm::vec3(0, 0, 1)));
  c.rotation = glm::mat3(right, glm::cross(forward, right), forward);
  c.size = {size, size};
  c.focal = glm::vec2(1.4f * static_cast<float>(size));
  c.principal_point = glm::vec2(0.5f * static_cast<float>(size));
  return c;
}

glm::vec3 surface_colour(glm::vec3 p) {
  if (p.x < 0) return {0.8f, 0.5f, 0.2f};
  const int checker = static_cast<int>(std::floor(p.x * 9)) + static_cast<int>(std::floor(p.y * 9)) + static_cast<int>(std::floor(p.z * 9));
  return checker & 1 ? glm::vec3(0.1f, 0.2f, 0.6f) : glm::vec3(0.9f, 0.9f, 0.8f);
}

constexpr float radius = 0.8f, room_radius = 5.0f;

/// The distance along a ray to a ball's near (or far) surface about the origin; nothing where it misses.
std::optional<float> distance_to_ball(const Ray& ray, float r, bool far) {
  const float b = glm::dot(ray.origin, ray.direction), c = glm::dot(ray.origin, ray.origin) - r * r;
  if (b * b < c) return std::nullopt;
  return far ? -b + std::sqrt(b * b - c) : -b - std::sqrt(b * b - c);
}

glm::vec3 wall_colour(glm::vec3 p) { return 0.5f + 0.35f * glm::sin(glm::vec3(1.1f * p.x, 1.3f * p.y, 0.9f * p.z + 0.7f * p.x)); }

Scene photographed(int count, int size, bool room) {
  Scene scene;
  scene.name = room ? "room" : "ball";
  scene.format = "nerf-synthetic";
  scene.masked = !room;
  constexpr int sub = 3;
  for (int i = 0; i < count; ++i) {
    const float z = -0.8f + 1.6f * (static_cast<float>(i) + 0.5f) / static_cast<float>(count), a = 2.39996f * static_cast<float>(i);
    View v;
    v.name = "r_" + std::to_string(i) + ".png";
    v.camera = look_at_origin(3.0f * glm::vec3(std::sqrt(1 - z * z) * std::cos(a), std::sqrt(1 - z * z) * std::sin(a), z), size);
    v.image = ImageU8(size, size, 4);
    for (int y = 0; y < size; ++y)
      for (int x = 0; x < size; ++x) {
        glm::vec3 colour(0.0f);
        int hits = 0;
        for (int s = 0; s < sub * sub; ++s) {
          const Ray ray = v.camera.ray({static_cast<float>(x) + (static_cast<float>(s % sub) + 0.5f) / sub,
                                        static_cast<float>(y) + (static_cast<float>(s / sub) + 0.5f) / sub});
          const auto ball = distance_to_ball(ray, radius, false);
          if (!ball && !room) continue;
          colour += ball ? surface_colour(ray.origin + *ball * ray.direction)
                         : wall_colour(ray.origin + *distance_to_ball(ray, room_radius, true) * ray.direction);
          ++hits;
        }
        std::uint8_t* p = v.image.at(x, y);
        for (int k = 0; k < 3; ++k) p[k] = static_cast<std::uint8_t>(hits ? std::lround(255.0f * colour[k] / static_cast<float>(hits)) : 0);
        p[3] = static_cast<std::uint8_t>(255 * hits / (sub * sub));
      }
    (i % 5 == 2 ? scene.test : scene.train).push_back(std::move(v));
  }
  return scene;
}

}  // namespace

Scene ball_scene(int count, int size) { return photographed(count, size, false); }
Scene ball_in_room(int count, int size) { return photographed(count, size, true); }

FitOptions quick_options(int steps) {
  FitOptions o;
  o.resolution = 96;
  o.steps = steps;
  return o;
}

bool same_symbols(const Model& a, const Model& b) {
  return a.symbols == b.symbols && std::memcmp(&a.quantisation, &b.quantisation, sizeof a.quantisation) == 0;
}

Model fitted(Device& device, const Scene& scene, const FitOptions& options, FitReport* report) {
  Fit fit(device, scene, options);
  run_fit(fit, {}, {}, false);
  if (report) *report = fit.report();
  return fit.model();
}

double test_psnr(Device& device, const Scene& scene, const Model& m) {
  const RenderModel ready = drawable(device, m);
  RenderSettings settings;
  settings.backdrop = backdrop_of(m.background);
  double sum = 0;
  for (const View& v : scene.test) {
    const ImageF image = render(device, ready, v.camera, settings);
    double error = 0;
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x)
        for (int c = 0; c < 3; ++c) {
          const float alpha = static_cast<float>(v.image.at(x, y)[3]) / 255.0f;
          const double d = image.at(x, y)[c] - (static_cast<float>(v.image.at(x, y)[c]) / 255.0f * alpha + 1.0f - alpha);
          error += d * d;
        }
    sum += -10 * std::log10(error / (3.0 * image.width * image.height));
  }
  return sum / static_cast<double>(scene.test.size());
}

}  // namespace asrg::test
