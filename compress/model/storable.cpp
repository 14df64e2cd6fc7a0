#include "compress/model/storable.h"

#include <fmt/format.h>

#include <cmath>

namespace asrg {

std::optional<std::string> why_not_storable(const Lattice& l) {
  if (l.levels < 1 || l.levels > Lattice::max_levels)
    return fmt::format("the lattice has {} levels, accepted are 1 to {}", l.levels, Lattice::max_levels);
  if (!(l.cell >= 1.0f / FileLimits::number && l.cell <= FileLimits::number))
    return fmt::format("the lattice has cells of edge {}, accepted are {} to {}", l.cell, 1.0f / FileLimits::number, FileLimits::number);
  std::int64_t finest_bricks = 1;
  for (int k = 0; k < 3; ++k) {
    if (!(std::abs(l.origin[k]) <= FileLimits::number))
      return fmt::format("the lattice begins at {}, accepted is up to {}", l.origin[k], FileLimits::number);
    const std::int64_t bricks = std::int64_t{l.base_bricks[k]} << l.finest(), units = bricks * brick_edge;
    if (bricks < 1 || units > Lattice::max_extent)
      return fmt::format("the lattice has {} cells along an axis, accepted are {} to {}", units, brick_edge, Lattice::max_extent);
    finest_bricks *= bricks;
  }
  if (finest_bricks > FileLimits::finest_bricks)
    return fmt::format("the lattice has room for {} bricks, accepted are {}", finest_bricks, FileLimits::finest_bricks);
  return std::nullopt;
}

std::optional<std::string> why_not_storable(const Topology& t) {
  if (auto reason = why_not_storable(t.lattice)) return reason;
  if (t.cell_corners.size() > FileLimits::cells || t.corners.size() > FileLimits::corners || t.bricks.size() > FileLimits::bricks)
    return fmt::format("the grid has {} cells, {} corners and {} bricks, accepted are {}, {} and {}", t.cell_corners.size(),
                       t.corners.size(), t.bricks.size(), FileLimits::cells, FileLimits::corners, FileLimits::bricks);
  return std::nullopt;
}

}  // namespace asrg
