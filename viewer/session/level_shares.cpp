#include "viewer/session/level_shares.h"

#include "cuda/render/false_colour.h"

namespace asrg {

std::vector<LevelShare> level_shares(const Topology& topology) {
  const Lattice& lattice = topology.lattice;
  const Box inside = lattice.box_in_lattice();
  std::vector<LevelShare> levels(static_cast<std::size_t>(lattice.levels));
  double all = 0;
  for (std::size_t b = 0; b < topology.bricks.size(); ++b) {
    const Brick& brick = topology.bricks[b];
    const Box box = brick_box(lattice, brick);
    const glm::vec3 centre = 0.5f * (box.min + box.max);
    if (glm::any(glm::lessThan(centre, inside.min)) || glm::any(glm::greaterThan(centre, inside.max))) continue;
    const double cells = topology.cell_begin[b + 1] - topology.cell_begin[b];
    levels[static_cast<std::size_t>(brick.level)].share += cells;
    all += cells;
  }
  for (int level = 0; level < lattice.levels; ++level) {
    LevelShare& l = levels[static_cast<std::size_t>(level)];
    const float stride = static_cast<float>(lattice.stride(level));
    l.level = level;
    l.cell = lattice.cell * stride;
    l.of_edge = static_cast<float>(lattice.box_longest()) / stride;
    l.share = all > 0 ? l.share / all : 0;
    l.colour = level_colour(static_cast<float>(level), lattice.levels);
  }
  return levels;
}

}  // namespace asrg
