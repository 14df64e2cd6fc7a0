#include "compress/fit/adapt.h"

#include "cuda/render/march.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>

namespace asrg {

std::vector<Brick> prune_cells(const Topology& t, const CellStatistics& statistics, float threshold) {
  std::vector<Brick> bricks = t.bricks;
  for (std::size_t i = 0; i < bricks.size(); ++i) {
    std::int32_t cell = t.cell_begin[i];
    for (int z = 0; z < brick_edge; ++z)
      for (std::uint64_t word = t.bricks[i].cells[z]; word; word &= word - 1)
        if (statistics.weight[cell++] < threshold) bricks[i].cells[z] &= ~(word & -word);
  }
  return bricks;
}

std::vector<std::uint8_t> choose_splits(const Topology& t, const CellStatistics& statistics, float share, std::int64_t max_cells) {
  std::vector<double> error(t.bricks.size(), 0.0), density(t.bricks.size(), 0.0);
  std::vector<std::size_t> order;
  double total = 0;
  for (std::size_t i = 0; i < t.bricks.size(); ++i) {
    if (t.bricks[i].level == t.lattice.finest()) continue;
    const auto begin = statistics.error.begin() + t.cell_begin[i], end = statistics.error.begin() + t.cell_begin[i + 1];
    error[i] = std::accumulate(begin, end, 0.0);
    density[i] = error[i] / static_cast<double>(t.cell_begin[i + 1] - t.cell_begin[i]);
    total += error[i];
    order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return density[a] > density[b]; });
  std::vector<std::uint8_t> split(t.bricks.size(), 0);
  double covered = 0;
  std::int64_t cells = 0;
  for (const std::size_t i : order) {
    cells += 8 * (t.cell_begin[i + 1] - t.cell_begin[i]);
    if (covered > share * total || cells > max_cells) break;
    covered += error[i];
    split[i] = 1;
  }
  return split;
}

std::vector<Brick> split_occupied(const Topology& t, std::span<const Brick> bricks, std::span<const std::uint8_t> split,
                                  std::span<const Channels> values, float least_opacity) {
  std::vector<Brick> children = split_bricks(t.lattice, bricks, split);
  // The parent's cells by position, to find the density at a child cell's corners.
  std::map<std::array<int, 4>, std::size_t> parents;
  for (std::size_t i = 0; i < bricks.size(); ++i)
    if (split[i]) parents[{bricks[i].level, bricks[i].coordinate.x, bricks[i].coordinate.y, bricks[i].coordinate.z}] = i;
  tbb::parallel_for(std::size_t{0}, children.size(), [&](std::size_t k) {
    Brick& child = children[k];
    const glm::ivec3 above = child.coordinate / 2;
    const auto it = parents.find({child.level - 1, above.x, above.y, above.z});
    if (child.level == 0 || it == parents.end()) return;
    std::array<std::int32_t, brick_cells> cell_of;
    const Brick& whole = t.bricks[it->second];
    std::int32_t next = t.cell_begin[it->second];
    for (int z = 0; z < brick_edge; ++z)
      for (std::uint64_t word = whole.cells[z]; word; word &= word - 1) cell_of[z * 64 + std::countr_zero(word)] = next++;
    const float width = static_cast<float>(t.lattice.stride(child.level)) / t.lattice.reference_length();
    const float least = std::log(least_opacity / width);
    const glm::ivec3 half = (child.coordinate & 1) * 4;
    for (int z = 0; z < brick_edge; ++z)
      for (std::uint64_t word = child.cells[z]; word; word &= word - 1) {
        const int bit = std::countr_zero(word);
        const glm::ivec3 c{bit % 8, bit / 8, z}, p = half + c / 2, o = c & 1;
        const auto& corners = t.cell_corners[cell_of[(p.z * 8 + p.y) * 8 + p.x]];
        float highest = min_log_extinction;
        for (int corner = 0; corner < 8; ++corner) {
          const glm::vec3 f = 0.5f * glm::vec3(o + glm::ivec3(corner & 1, corner >> 1 & 1, corner >> 2));
          float w[8], density = 0;
          trilinear_weights(f, w);
          for (int j = 0; j < 8; ++j) density += w[j] * values[corners[j]].v[0];
          highest = std::max(highest, density);
        }
        if (highest < least) child.cells[z] &= ~(word & -word);
      }
  });
  return children;
}

std::vector<Brick> merge_flat_bricks(const Topology& t, const std::vector<Channels>& residuals, const Channels& scale) {
  struct Family {
    std::vector<std::size_t> members;
    double energy = 0;
    long corners = 0;
  };
  const auto key = [](glm::ivec3 parent, int level) { return std::array<int, 4>{level, parent.x, parent.y, parent.z}; };
  std::map<std::array<int, 4>, Family> families;
  for (std::size_t i = 0; i < t.bricks.size(); ++i) {
    const Brick& b = t.bricks[i];
    if (b.level == 0) continue;
    Family& f = families[key(b.coordinate / 2, b.level)];
    f.members.push_back(i);
    const std::int32_t own_begin = t.level_begin[b.level], own_end = t.level_begin[b.level + 1];
    for (std::int32_t c = t.cell_begin[i]; c < t.cell_begin[i + 1]; ++c)
      for (const std::int32_t corner : t.cell_corners[c]) {
        if (corner < own_begin || corner >= own_end) continue;
        ++f.corners;
        for (int k = 0; k < Channels::count; ++k) {
          const double r = residuals[corner].v[k] / scale.v[k];
          f.energy += r * r;
        }
      }
  }
  // A parent that also has finer grandchildren is no family of leaves.
  for (const Brick& b : t.bricks)
    for (int level = b.level - 1, shift = 2; level >= 1; --level, ++shift) families.erase(key(b.coordinate >> shift, level));
  std::vector<std::uint8_t> merged(t.bricks.size(), 0);
  std::vector<Brick> bricks;
  for (const auto& [name, f] : families) {
    if (f.energy >= static_cast<double>(f.corners)) continue;
    std::vector<Brick> children;
    for (const std::size_t i : f.members) {
      children.push_back(t.bricks[i]);
      merged[i] = 1;
    }
    bricks.push_back(merge_bricks(children));
  }
  for (std::size_t i = 0; i < t.bricks.size(); ++i)
    if (!merged[i]) bricks.push_back(t.bricks[i]);
  return bricks;
}

}  // namespace asrg
