#include "tests/cuda/fit/ball_photos.h"

#include "tests/cuda/render/field_for_test.h"

#include <cmath>

namespace asrg::test {
namespace {

constexpr glm::vec3 ball_colour{0.8f, 0.3f, 0.2f};

}  // namespace

BallPhotos::BallPhotos(int count, int edge) {
  images.reserve(static_cast<std::size_t>(count));
  for (int n = 0; n < count; ++n) {
    const float a = 2.4f * static_cast<float>(n), z = 0.8f - 1.6f * static_cast<float>(n) / static_cast<float>(count);
    const Camera camera =
        camera_towards({3 * std::cos(a), 3 * std::sin(a), 3 * z}, glm::vec3(0), glm::ivec2(edge), 1.4f * static_cast<float>(edge));
    ImageU8 image(edge, edge, 4);
    for (int y = 0; y < edge; ++y)
      for (int x = 0; x < edge; ++x) {
        const Ray r = camera.ray({static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f});
        const float b = glm::dot(r.origin, r.direction);
        if (glm::length(r.origin - b * r.direction) > 0.7f) continue;
        for (int c = 0; c < 3; ++c) image.at(x, y)[c] = static_cast<std::uint8_t>(255 * ball_colour[c]);
        image.at(x, y)[3] = 255;
      }
    images.push_back(std::move(image));
    photos.push_back({camera, &images.back()});
    for (int y = 0; y < edge; y += patch_edge)
      for (int x = 0; x < edge; x += patch_edge) places.push_back({n, static_cast<std::int16_t>(x), static_cast<std::int16_t>(y)});
  }
}

Topology box_topology(bool mixed) {
  Lattice l;
  l.origin = glm::vec3(-1);
  l.levels = 2;
  l.cell = 2.0f / 32;
  l.base_bricks = glm::ivec3(2);
  Topology t = full_topology(l, 0);
  if (!mixed) return t;
  std::vector<std::uint8_t> split(t.bricks.size(), 0);
  split[1] = split[4] = split[6] = 1;
  return build_topology(l, split_bricks(l, t.bricks, split));
}

FitState starting_state(const Topology& t) {
  FitState s;
  Random random(3);
  s.residuals = residuals_of(t, [](glm::vec3) { return Channels{-2, 0.5f, 0, 0, 0, 0, 0, 0}; });
  s.first_moment.assign(t.corners.size(), splat(0.0f));
  s.second_moment = s.first_moment;
  s.shader = random_shader(random, 0.3f);
  for (float& b : s.shader.b3) b = -3.0f;
  return s;
}

StepSettings step_settings() {
  StepSettings s;
  s.patches = 24;
  s.loss.background = FitBackground::white;
  for (CornerStep& level : s.levels) level = {splat(0.05f), splat(0.0f), splat(0.0f)};
  return s;
}

}  // namespace asrg::test
