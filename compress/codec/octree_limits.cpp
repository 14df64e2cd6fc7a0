#include "compress/codec/octree_limits.h"

#include <fmt/format.h>

namespace asrg {

void OctreeCount::begin_level(int level, std::size_t cells) {
  if (cells > limits_.cells - active_) throw ProblemError(ProblemCode::grid_too_large, fmt::format("more than {} cells", limits_.cells));
  level_ = level;
  corners_ = 0;
  announced_ += limits_.corners[static_cast<std::size_t>(level)];
  if (cells > announced_)
    throw ProblemError(ProblemCode::count_differs,
                       fmt::format("level {} has {} cells, more than there can be between {} corners", level, cells, announced_));
}

void OctreeCount::add_bricks(std::size_t count) {
  if (count > limits_.bricks - bricks_) throw ProblemError(ProblemCode::grid_too_large, fmt::format("more than {} bricks", limits_.bricks));
  bricks_ += count;
}

void OctreeCount::add(const Brick& brick) {
  corners_ += least_corners(brick);
  const std::size_t announced = limits_.corners[static_cast<std::size_t>(level_)];
  if (corners_ > announced)
    throw ProblemError(ProblemCode::count_differs, fmt::format("level {} has more corners than {}", level_, announced));
}

}  // namespace asrg
