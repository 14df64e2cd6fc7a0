#include "cuda/grid/flat_bricks.h"

#include <algorithm>
#include <cmath>

namespace asrg {

FlatBrick FlatBricks::operator[](std::size_t leaf) const {
  constexpr int edge = corners_per_edge;
  const Brick& brick = topology_.bricks[leaf];
  FlatBrick flat;
  flat.origin = brick_origin(topology_.lattice, brick);
  flat.level = brick.level;
  flat.cells = brick.cells;
  flat.corners.fill(-1);
  std::int32_t cell = topology_.cell_begin[leaf];
  for (int z = 0; z < brick_edge; ++z)
    each_bit(brick.cells[z], [&](int bit) {
      const glm::ivec3 at = cell_of_bit(bit, z);
      for (int k = 0; k < 8; ++k) {
        const glm::ivec3 corner = at + cube_corner(k);
        flat.corners[(corner.z * edge + corner.y) * edge + corner.x] = topology_.cell_corners[cell][k];
      }
      ++cell;
    });
  return flat;
}

ChannelRange FlatBricks::range(const FlatBrick& leaf) const {
  ChannelRange range{splat(INFINITY), splat(-INFINITY)};
  for (const std::int32_t corner : leaf.corners) {
    if (corner < 0) continue;
    for (int c = 0; c < Channels::count; ++c) {
      range.low.v[c] = std::min(range.low.v[c], values_[corner].v[c]);
      range.high.v[c] = std::max(range.high.v[c], values_[corner].v[c]);
    }
  }
  return range;
}

}  // namespace asrg
