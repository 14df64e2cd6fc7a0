#include "tests/cuda/grid/grid_for_test.h"

namespace asrg::test {

glm::vec3 contracted_velocity(glm::vec3 u, glm::vec3 velocity) {
  const glm::vec3 a = glm::abs(u);
  const float norm = maximum_norm(u);
  if (norm <= 1) return velocity;
  const float inverse = 1.0f / norm, scale = (2.0f - inverse) * inverse;
  const int k = a.x == norm ? 0 : a.y == norm ? 1 : 2;
  const float outwards = u[k] < 0 ? -velocity[k] : velocity[k];
  return scale * velocity + (2.0f * (inverse - 1.0f) * inverse * inverse * outwards) * u;
}

Lattice quarter_lattice(glm::ivec3 base_bricks, int levels, bool surroundings) {
  return {{1, 2, 3}, 0.25f, base_bricks, levels, surroundings};
}

std::vector<Brick> random_bricks(const Lattice& lattice, Random& random) {
  std::vector<Brick> bricks;
  for (int z = 0; z < lattice.base_bricks.z; ++z)
    for (int y = 0; y < lattice.base_bricks.y; ++y)
      for (int x = 0; x < lattice.base_bricks.x; ++x) {
        if (random.below(4) == 0) continue;
        Brick b;
        b.coordinate = {x, y, z};
        // A slab with a rough surface, which resembles real objects more than white noise does.
        const int from = random.below(6), to = from + 1 + random.below(3);
        for (int k = 0; k < brick_edge; ++k)
          for (int j = 0; j < brick_edge; ++j)
            for (int i = 0; i < brick_edge; ++i)
              if (j >= from && j < to + random.below(2)) b.set(i, j, k);
        bricks.push_back(b);
      }
  for (int level = 0; level < lattice.finest(); ++level) {
    std::vector<std::uint8_t> split(bricks.size());
    for (std::size_t i = 0; i < split.size(); ++i) split[i] = bricks[i].level == level && random.below(3) > 0;
    bricks = split_bricks(lattice, bricks, split);
    for (Brick& b : bricks)
      if (b.level == level + 1)
        for (auto& word : b.cells) word &= random.bits() | std::uint64_t{random.bits()} << 32 | 0x00ff00ff00ff00ffULL;
  }
  std::erase_if(bricks, [](const Brick& b) { return b.empty(); });
  return bricks;
}

std::vector<double> synthesise(const Topology& t, const std::vector<double>& residuals) {
  std::vector<double> values = residuals;
  for (std::int32_t i = t.level_begin[1]; i < t.corner_count(); ++i) {
    double sum = 0;
    int count = 0;
    for (const std::int32_t p : t.parents[i])
      if (p >= 0) {
        sum += values[p];
        ++count;
      }
    values[i] += sum / count;
  }
  return values;
}

std::vector<double> random_residuals(const Topology& t, Random& random) {
  std::vector<double> residuals(t.corners.size());
  for (std::size_t i = 0; i < residuals.size(); ++i) residuals[i] = t.hanging[i] ? 0.0 : 2.0 * random.unit() - 1.0;
  return residuals;
}

glm::ivec3 cell_origin(const Topology& t, std::size_t brick, std::int32_t cell) {
  return morton_decode(t.corners[t.cell_corners[t.cell_begin[brick] + cell][0]]);
}

double interpolate(const Topology& t, const std::vector<double>& values, std::size_t brick, std::int32_t cell, glm::dvec3 position) {
  const auto& corners = t.cell_corners[t.cell_begin[brick] + cell];
  const glm::dvec3 f = (position - glm::dvec3(cell_origin(t, brick, cell))) / static_cast<double>(t.lattice.stride(t.bricks[brick].level));
  double sum = 0;
  for (int k = 0; k < 8; ++k) sum += values[corners[k]] * (k & 1 ? f.x : 1 - f.x) * (k >> 1 & 1 ? f.y : 1 - f.y) * (k >> 2 ? f.z : 1 - f.z);
  return sum;
}

}  // namespace asrg::test
