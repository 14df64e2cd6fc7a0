#include "compress/fit/resample.h"

#include "cuda/grid/grid.h"
#include "cuda/grid/hierarchy.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace asrg {
namespace {

/// Positions that differ by less than this share of a cell are the same.
constexpr float rounding = 0.01f;
/// The share of a cell's volume that has to be active for the cell to be, where it does not hold the middle of an active one: with less surfaces become
/// thicker (compress/RESULTS.md).
constexpr float least_share = 0.3f;

/// The values of a grid at points of its lattice.
class Field {
 public:
  Field(const Topology& topology, const std::vector<Channels>& residuals) : topology_(topology) {
    Device cpu = Device::cpu();
    Buffer<Channels> values(cpu, residuals.size());
    Hierarchy(cpu, topology).synthesize(cpu, Buffer<Channels>(cpu, residuals).data(), values.data());
    values_ = values.download();
  }

  /// @param p lattice units
  Channels at(glm::vec3 p) const {
    p = glm::clamp(p, glm::vec3(0), glm::vec3(topology_.lattice.extent()));
    for (int level = topology_.lattice.finest(); level >= 0; --level)
      if (const auto found = within_cell(p, level)) return *found;
    return nearest(p);
  }

 private:
  const Channels* corner(glm::ivec3 p) const {
    const Lattice& lattice = topology_.lattice;
    int level = 0;
    while (level < lattice.finest() && ((p.x | p.y | p.z) & (lattice.stride(level) - 1)) != 0) ++level;
    const auto begin = topology_.corners.begin() + topology_.level_begin[level],
               end = topology_.corners.begin() + topology_.level_begin[level + 1];
    const std::uint64_t code = morton(p);
    const auto found = std::lower_bound(begin, end, code);
    return found != end && *found == code ? &values_[static_cast<std::size_t>(found - topology_.corners.begin())] : nullptr;
  }

  /// Trilinear interpolation between those corners of a level's cell that count there; nothing where one of them does not exist.
  std::optional<Channels> within_cell(glm::vec3 p, int level) const {
    const int stride = topology_.lattice.stride(level);
    glm::vec3 cells = p / static_cast<float>(stride);
    const glm::vec3 nearest_corner = glm::round(cells);
    for (int k = 0; k < 3; ++k)
      if (std::abs(cells[k] - nearest_corner[k]) < rounding) cells[k] = nearest_corner[k];
    const glm::vec3 first = glm::floor(cells), t = cells - first;
    Channels sum = splat(0.0f);
    for (int k = 0; k < 8; ++k) {
      const glm::ivec3 offset = cube_corner(k);
      const glm::vec3 share = glm::mix(1.0f - t, t, glm::vec3(offset));
      const float weight = share.x * share.y * share.z;
      if (weight <= 0) continue;
      const Channels* value = corner((glm::ivec3(first) + offset) * stride);
      if (!value) return std::nullopt;
      add_scaled(sum, weight, *value);
    }
    return sum;
  }

  /// Of the corners of level 0.
  Channels nearest(glm::vec3 p) const {
    std::int32_t best = 0;
    float least = std::numeric_limits<float>::max();
    for (std::int32_t i = 0; i < topology_.level_begin[1]; ++i) {
      const glm::vec3 d = glm::vec3(morton_decode(topology_.corners[i])) - p;
      if (glm::dot(d, d) < least) least = glm::dot(d, d), best = i;
    }
    return values_[best];
  }

  const Topology& topology_;
  std::vector<Channels> values_;
};

/// From the points of one lattice to those of another over the same space. Where there are surroundings, points at infinity are drawn in.
glm::vec3 carried(const Lattice& from, const Lattice& to, glm::vec3 p) {
  if (from.surroundings) p = glm::clamp(p, glm::vec3(0.25f), glm::vec3(from.extent()) - 0.25f);
  return to.to_lattice(from.to_world(p));
}

/// The level of `to` whose cells are nearest in size to those of a level of `from`.
int matching_level(const Lattice& from, int level, const Lattice& to) {
  const float cell = from.cell * static_cast<float>(from.stride(level)), base = to.cell * static_cast<float>(to.stride(0));
  return std::clamp(static_cast<int>(std::lround(std::log2(base / cell))), 0, to.finest());
}

/// Bricks by level and coordinate.
class BrickSet {
 public:
  explicit BrickSet(const Lattice& lattice) : lattice_(lattice) {}

  /// Adds to the share of a cell's volume that is active.
  void add(int level, glm::ivec3 cell, float share) {
    const glm::ivec3 c = cell & (brick_edge - 1);
    shares_[{level, morton(cell >> 3)}][static_cast<std::size_t>((c.z * brick_edge + c.y) * brick_edge + c.x)] += share;
  }
  /// Makes those cells active of which enough is.
  void settle() {
    for (const auto& [key, shares] : shares_) {
      Brick b{morton_decode(key.second), key.first, {}};
      for (int i = 0; i < brick_cells; ++i)
        if (shares[static_cast<std::size_t>(i)] >= least_share) b.set(i & 7, i >> 3 & 7, i >> 6);
      if (!b.empty()) at(b.level, b.coordinate) = b;
    }
  }

  /// Bricks above finer ones are split until none overlap.
  std::vector<Brick> leaves() {
    std::vector<Brick> result;
    for (int level = 0; level <= lattice_.finest(); ++level)
      for (const auto& [key, brick] : levels_[level]) {
        if (!inner_.contains({level, key})) {
          result.push_back(brick);
          continue;
        }
        for (int k = 0; k < 8; ++k) {
          Brick child = child_place(brick, k);
          for (int z = 0; z < brick_edge; ++z) child.cells[z] = child_cells(brick, k, z);
          if (child.empty()) continue;
          Brick& there = at(level + 1, child.coordinate);
          for (int z = 0; z < brick_edge; ++z) there.cells[z] |= child.cells[z];
        }
      }
    return result;
  }

 private:
  Brick& at(int level, glm::ivec3 coordinate) {
    const auto [place, is_new] = levels_[level].try_emplace(morton(coordinate), Brick{coordinate, level, {}});
    if (is_new)
      for (int l = level - 1; l >= 0 && inner_.insert({l, morton(coordinate >> (level - l))}).second;) --l;
    return place->second;
  }

  const Lattice& lattice_;
  std::map<std::pair<int, std::uint64_t>, std::array<float, brick_cells>> shares_;
  std::array<std::map<std::uint64_t, Brick>, Lattice::max_levels> levels_;
  std::set<std::pair<int, std::uint64_t>> inner_;  ///< places that have bricks below them
};

}  // namespace

std::vector<Brick> resampled_bricks(const std::vector<Brick>& bricks, const Lattice& from, const Lattice& to) {
  BrickSet set(to);
  for (const Brick& b : bricks) {
    const int level = matching_level(from, b.level, to);
    const auto stride = static_cast<float>(from.stride(b.level));
    const auto to_stride = static_cast<float>(to.stride(level));
    const glm::ivec3 last = to.extent() / to.stride(level) - 1;
    for (int z = 0; z < brick_edge; ++z)
      each_bit(b.cells[z], [&](int bit) {
        const glm::vec3 cell(b.coordinate * brick_edge + cell_of_bit(bit, z));
        glm::vec3 low(std::numeric_limits<float>::max()), high(std::numeric_limits<float>::lowest());
        for (int k = 0; k < 8; ++k) {
          const glm::vec3 p = carried(from, to, (cell + glm::vec3(cube_corner(k))) * stride) / to_stride;
          low = glm::min(low, p);
          high = glm::max(high, p);
        }
        const glm::ivec3 begin = glm::clamp(glm::ivec3(glm::floor(low + rounding)), glm::ivec3(0), last);
        const glm::ivec3 end = glm::clamp(glm::ivec3(glm::ceil(high - rounding)) - 1, begin, last);
        for (int cz = begin.z; cz <= end.z; ++cz)
          for (int cy = begin.y; cy <= end.y; ++cy)
            for (int cx = begin.x; cx <= end.x; ++cx) {
              const glm::vec3 first(cx, cy, cz), overlap = glm::max(glm::min(high, first + 1.0f) - glm::max(low, first), glm::vec3(0));
              set.add(level, {cx, cy, cz}, overlap.x * overlap.y * overlap.z);
            }
        set.add(level, glm::clamp(glm::ivec3(glm::floor(0.5f * (low + high))), begin, end), least_share);
      });
  }
  set.settle();
  return set.leaves();
}

FitCheckpoint resampled(FitCheckpoint c, const Lattice& to) {
  const Lattice from = c.lattice;
  const Topology old = build_topology(from, c.bricks), topology = build_topology(to, resampled_bricks(c.bricks, from, to));
  const Field field(old, c.state.best());
  std::vector<Channels> values(topology.corners.size());
  tbb::parallel_for(std::size_t{0}, values.size(),
                    [&](std::size_t i) { values[i] = field.at(carried(to, from, glm::vec3(morton_decode(topology.corners[i])))); });
  c.state.residuals = values;
  for (std::size_t i = static_cast<std::size_t>(topology.level_begin[1]); i < values.size(); ++i) {
    Channels predicted = splat(0.0f);
    const int n = parent_count(topology.parents[i]);
    for (int k = 0; k < n; ++k) add_scaled(predicted, 1.0f / static_cast<float>(n), values[topology.parents[i][k]]);
    if (topology.hanging[i]) values[i] = predicted;
    c.state.residuals[i] = values[i];
    add_scaled(c.state.residuals[i], -1, predicted);
  }
  c.state.first_moment = c.state.second_moment = std::vector<Channels>(values.size());
  c.state.average.clear();
  c.state.averaged = 0;
  c.state.gathered = {};
  c.lattice = to;
  c.bricks = topology.bricks;
  return c;
}

}  // namespace asrg
