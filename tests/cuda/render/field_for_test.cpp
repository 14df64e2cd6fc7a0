#include "tests/cuda/render/field_for_test.h"

#include <cmath>

namespace asrg::test {

Topology random_topology(Random& random, glm::ivec3 base_bricks, int levels) {
  Lattice l;
  l.origin = {-0.7f, 0.3f, 1.1f};
  l.cell = 0.037f;
  l.base_bricks = base_bricks;
  l.levels = levels;
  return build_topology(l, random_bricks(l, random));
}

Topology full_topology(const Lattice& lattice, int level) {
  std::vector<Brick> bricks;
  const glm::ivec3 n = lattice.base_bricks << level;
  for (int z = 0; z < n.z; ++z)
    for (int y = 0; y < n.y; ++y)
      for (int x = 0; x < n.x; ++x) {
        Brick b;
        b.coordinate = {x, y, z};
        b.level = level;
        b.cells.fill(~std::uint64_t{0});
        bricks.push_back(b);
      }
  return build_topology(lattice, bricks);
}

std::vector<Channels> values_of(const Topology& t, const Field& field) {
  std::vector<Channels> values;
  for (const std::uint64_t corner : t.corners) values.push_back(field(glm::vec3(morton_decode(corner))));
  return values;
}

Channels random_channels(Random& random, float largest) {
  Channels c;
  for (float& x : c.v) x = largest * (2.0f * random.unit() - 1.0f);
  return c;
}

std::vector<Channels> residuals_of(const Topology& t, const Field& field) {
  std::vector<Channels> values = values_of(t, field), residuals = values;
  for (std::int32_t i = t.level_begin[1]; i < t.corner_count(); ++i) {
    Channels sum = splat(0.0f);
    int count = 0;
    for (const std::int32_t p : t.parents[i])
      if (p >= 0) {
        add_scaled(sum, 1.0f, values[p]);
        ++count;
      }
    if (t.hanging[i]) {
      values[i] = residuals[i] = splat(0.0f);
      add_scaled(values[i], 1.0f / static_cast<float>(count), sum);
    } else {
      add_scaled(residuals[i], -1.0f / static_cast<float>(count), sum);
    }
  }
  return residuals;
}

Grid filled_grid(Device& device, const Topology& t, const std::vector<Channels>& values) {
  Grid grid(device, t);
  grid.values().upload(values);
  return grid;
}

Channels rounded_to_half(const Channels& x) {
  HalfChannels half;
  narrow(x, half);
  return widened(half);
}

HalfGrid filled_half_grid(Device& device, const Topology& t, const std::vector<Channels>& values) {
  HalfGrid grid(device, t);
  std::vector<HalfChannels> halves(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) narrow(values[i], halves[i]);
  grid.values().upload(halves);
  return grid;
}

Camera camera_towards(glm::vec3 from, glm::vec3 to, glm::ivec2 size, float focal) {
  Camera c;
  const glm::vec3 forward = glm::normalize(to - from), right = glm::normalize(glm::cross(forward, glm::vec3(0, 0, 1)));
  c.rotation = glm::mat3(right, glm::cross(forward, right), forward);
  c.position = from;
  c.size = size;
  c.focal = glm::vec2(focal);
  c.principal_point = 0.5f * glm::vec2(size);
  return c;
}

ShaderWeights random_shader(Random& random, float scale) {
  ShaderWeights w;
  for (int i = 0; i < ShaderWeights::count; ++i) w.data()[i] = scale * (2.0f * random.unit() - 1.0f);
  return w;
}

ShaderWeights constant_shader(float grey) {
  ShaderWeights w{};
  for (float& b : w.b3) b = std::log(grey / (1.0f - grey));
  return w;
}

glm::vec3 random_direction(Random& random) {
  const float z = 2.0f * random.unit() - 1.0f, a = 6.2831853f * random.unit(), r = std::sqrt(1.0f - z * z);
  return {r * std::cos(a), r * std::sin(a), z};
}

}  // namespace asrg::test
