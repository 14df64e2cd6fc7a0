#include "compress/fit/adapt.h"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>

namespace asrg {

FitState carry_over(const Topology& from, const FitState& state, const Topology& to) {
  FitState s = state;
  const auto match = match_corners(from, to);
  const auto map = [&](const std::vector<Channels>& old) {
    std::vector<Channels> mapped(match.size(), splat(0.0f));
    for (std::size_t i = 0; i < match.size(); ++i)
      if (match[i] >= 0) mapped[i] = old[match[i]];
    return mapped;
  };
  s.residuals = map(state.residuals);
  s.first_moment = map(state.first_moment);
  s.second_moment = map(state.second_moment);
  for (std::size_t i = 0; i < match.size(); ++i)
    if (to.hanging[i]) s.residuals[i] = splat(0.0f);
  return s;
}

std::vector<Brick> prune_cells(const Topology& t, const CellStatistics& statistics, float threshold) {
  std::vector<Brick> bricks = t.bricks;
  for (std::size_t i = 0; i < bricks.size(); ++i) {
    std::int32_t cell = t.cell_begin[i];
    for (int z = 0; z < brick_edge; ++z)
      for (std::uint64_t word = t.bricks[i].cells[z]; word; word &= word - 1)
        if (statistics.weight[cell++] < threshold) bricks[i].cells[z] &= ~(word & -word);
  }
  std::erase_if(bricks, [](const Brick& b) { return b.empty(); });
  return bricks;
}

std::vector<std::uint8_t> choose_splits(const Topology& t, const CellStatistics& statistics, float share) {
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
  for (const std::size_t i : order) {
    if (covered > share * total) break;
    covered += error[i];
    split[i] = 1;
  }
  return split;
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
