#include "compress/codec/level_corners.h"

#include <tbb/parallel_for.h>

#include <algorithm>

namespace asrg {
namespace {

/// Finds corners of one level by position.
class Finder {
 public:
  Finder(const Topology& t, int level)
      : first_(t.corners.begin() + t.level_begin[level]),
        last_(t.corners.begin() + t.level_begin[level + 1]),
        offset_(t.level_begin[level]) {}

  std::int32_t find(glm::ivec3 p) const {
    if (p.x < 0 || p.y < 0 || p.z < 0) return -1;
    const std::uint64_t code = morton(p);
    const auto it = std::lower_bound(first_, last_, code);
    return it != last_ && *it == code ? static_cast<std::int32_t>(it - first_) + offset_ : -1;
  }

 private:
  std::vector<std::uint64_t>::const_iterator first_, last_;
  std::int32_t offset_;
};

}  // namespace

LevelCorners::LevelCorners(const Topology& t, int level_) : level(level_) {
  const int stride = t.lattice.stride(level);
  const auto is_odd = [&](glm::ivec3 p, int axis) { return p[axis] / stride & 1; };
  const auto stage_of = [&](std::int32_t i) {
    if (level == 0) return 0;
    const glm::ivec3 p = morton_decode(t.corners[i]);
    return is_odd(p, 0) + is_odd(p, 1) + is_odd(p, 2) - 1;
  };
  const std::int32_t begin = t.level_begin[level], end = t.level_begin[level + 1];
  std::vector<std::int8_t> stage(static_cast<std::size_t>(end - begin));
  for (std::int32_t i = begin; i < end; ++i) stage[i - begin] = static_cast<std::int8_t>(t.hanging[i] ? -1 : stage_of(i));
  stage_begin.assign(1, 0);
  for (int s = 0; s < (level == 0 ? 1 : 3); ++s) {
    for (std::int32_t i = begin; i < end; ++i)
      if (stage[i - begin] == s) corner.push_back(i);
    stage_begin.push_back(static_cast<std::int32_t>(corner.size()));
  }

  neighbours.assign(corner.size(), {-1, -1, -1, -1, -1, -1});
  const Finder finder(t, level);
  // Edges have no neighbours.
  const std::size_t first = level == 0 ? 0 : static_cast<std::size_t>(stage_begin[1]);
  tbb::parallel_for(first, corner.size(), [&](std::size_t k) {
    const glm::ivec3 p = morton_decode(t.corners[corner[k]]);
    int n = 0;
    for (int axis = 0; axis < 3; ++axis) {
      glm::ivec3 step(0);
      step[axis] = stride;
      if (level == 0) {
        neighbours[k][n++] = finder.find(p - step);
      } else if (is_odd(p, axis)) {
        neighbours[k][n++] = finder.find(p - step);
        neighbours[k][n++] = finder.find(p + step);
      }
    }
  });
}

}  // namespace asrg
