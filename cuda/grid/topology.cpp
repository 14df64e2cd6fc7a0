#include "cuda/grid/topology.h"

#include "cuda/core/error.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_sort.h>

#include <algorithm>
#include <bit>

namespace asrg {
namespace {

glm::ivec3 brick_origin(const Lattice& lattice, const Brick& b) { return b.coordinate * (brick_edge * lattice.stride(b.level)); }

void sort_unique(std::vector<std::uint64_t>& keys) {
  tbb::parallel_sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

/// Morton codes (in cells of the level) of the active leaf cells of a level.
std::vector<std::uint64_t> leaf_cells(std::span<const Brick> bricks, int level) {
  std::vector<std::uint64_t> cells;
  for (const Brick& b : bricks) {
    if (b.level != level) continue;
    for (int z = 0; z < brick_edge; ++z)
      for (std::uint64_t word = b.cells[z]; word; word &= word - 1) {
        const int bit = std::countr_zero(word);
        cells.push_back(morton(b.coordinate * brick_edge + glm::ivec3(bit % 8, bit / 8, z)));
      }
  }
  return cells;
}

int corner_level(const Lattice& lattice, glm::ivec3 p) {
  const int zeros = std::countr_zero(static_cast<unsigned>(p.x | p.y | p.z) | 1u << lattice.finest());
  return lattice.finest() - zeros;
}

/// Finds which leaf covers a lattice cell: leaves are sorted by Morton code of their origin and do not overlap.
class LeafFinder {
 public:
  LeafFinder(const Lattice& lattice, std::span<const Brick> bricks) : lattice_(lattice), bricks_(bricks) {
    for (const Brick& b : bricks) origins_.push_back(morton(brick_origin(lattice, b)));
  }
  /// The leaf that covers the finest cell `p`, or null.
  const Brick* find(glm::ivec3 p) const {
    const auto it = std::upper_bound(origins_.begin(), origins_.end(), morton(p));
    if (it == origins_.begin()) return nullptr;
    const Brick& b = bricks_[static_cast<std::size_t>(it - origins_.begin() - 1)];
    const glm::ivec3 q = (p - brick_origin(lattice_, b)) / (brick_edge * lattice_.stride(b.level));
    const glm::ivec3 r = p - brick_origin(lattice_, b);
    return r.x >= 0 && r.y >= 0 && r.z >= 0 && q == glm::ivec3(0) ? &b : nullptr;
  }
  /// Whether the leaf that covers finest cell `p` is coarser than `level` and its cell there is active.
  bool active_and_coarser(glm::ivec3 p, int level) const {
    const Brick* b = find(p);
    if (!b || b->level >= level) return false;
    const glm::ivec3 c = (p - brick_origin(lattice_, *b)) / lattice_.stride(b->level);
    return b->active(c.x, c.y, c.z);
  }

 private:
  Lattice lattice_;
  std::span<const Brick> bricks_;
  std::vector<std::uint64_t> origins_;
};

void check_bricks(const Lattice& lattice, std::span<const Brick> bricks) {
  std::uint64_t free_from = 0;
  for (const Brick& b : bricks) {
    if (b.level < 0 || b.level > lattice.finest())
      throw Error(ErrorKind::invalid_file, fmt::format("a brick has level {}, but the grid has {} levels", b.level, lattice.levels));
    const glm::ivec3 end = lattice.base_bricks * (1 << b.level);
    if (glm::any(glm::lessThan(b.coordinate, glm::ivec3(0))) || glm::any(glm::greaterThanEqual(b.coordinate, end)))
      throw Error(ErrorKind::invalid_file, fmt::format("a brick of level {} lies outside the grid", b.level));
    const std::uint64_t begin = morton(brick_origin(lattice, b));
    const std::uint64_t edge = static_cast<std::uint64_t>(brick_edge * lattice.stride(b.level));
    if (begin < free_from) throw Error(ErrorKind::invalid_file, fmt::format("two bricks overlap on level {}", b.level));
    free_from = begin + edge * edge * edge;
  }
}

/// Position -> corner index: an open-addressing hash table.
class CornerFinder {
 public:
  explicit CornerFinder(const Topology& t) : slots_(std::bit_ceil(t.corners.size() * 2 + 2), Slot{absent, -1}), mask_(slots_.size() - 1) {
    for (std::size_t i = 0; i < t.corners.size(); ++i) {
      std::size_t s = start(t.corners[i]);
      while (slots_[s].key != absent) s = (s + 1) & mask_;
      slots_[s] = {t.corners[i], static_cast<std::int32_t>(i)};
    }
  }
  std::int32_t find(glm::ivec3 p) const { return find(morton(p)); }
  std::int32_t find(std::uint64_t key) const {
    std::size_t s = start(key);
    while (slots_[s].key != key && slots_[s].key != absent) s = (s + 1) & mask_;
    return slots_[s].index;
  }

 private:
  struct Slot {
    std::uint64_t key;
    std::int32_t index;
  };
  static constexpr std::uint64_t absent = ~std::uint64_t{0};
  std::size_t start(std::uint64_t key) const { return (key * 0x9e3779b97f4a7c15ULL >> 20) & mask_; }

  std::vector<Slot> slots_;
  std::size_t mask_;
};

void collect_corners(Topology& t) {
  const Lattice& lattice = t.lattice;
  std::vector<std::vector<std::uint64_t>> by_level(lattice.levels);
  std::vector<std::uint64_t> present;
  for (int level = lattice.finest(); level >= 0; --level) {
    for (auto& code : present) code >>= 3;
    const auto leaves = leaf_cells(t.bricks, level);
    present.insert(present.end(), leaves.begin(), leaves.end());
    sort_unique(present);
    // The cells of a brick are neighbours in Morton order: their corners are gathered in a bitmap first, so that few are sorted.
    for (std::size_t begin = 0; begin < present.size();) {
      constexpr int edge = brick_edge + 1;
      std::array<bool, edge * edge * edge> corner{};
      const std::uint64_t brick = present[begin] >> 9;
      for (; begin < present.size() && present[begin] >> 9 == brick; ++begin) {
        const glm::ivec3 c = morton_decode(present[begin] & 511);
        for (int k = 0; k < 8; ++k) corner[((c.z + (k >> 2)) * edge + c.y + (k >> 1 & 1)) * edge + c.x + (k & 1)] = true;
      }
      const glm::ivec3 first = morton_decode(brick << 9);
      for (int i = 0; i < edge * edge * edge; ++i) {
        if (!corner[i]) continue;
        const glm::ivec3 p = (first + glm::ivec3(i % edge, i / edge % edge, i / (edge * edge))) * lattice.stride(level);
        if (corner_level(lattice, p) == level) by_level[level].push_back(morton(p));
      }
    }
    sort_unique(by_level[level]);
  }
  t.level_begin.assign(1, 0);
  for (auto& keys : by_level) {
    t.corners.insert(t.corners.end(), keys.begin(), keys.end());
    t.level_begin.push_back(static_cast<std::int32_t>(t.corners.size()));
  }
}

void link_parents(Topology& t, const CornerFinder& finder) {
  const Lattice& lattice = t.lattice;
  const LeafFinder leaves(lattice, t.bricks);
  t.parents.assign(t.corners.size(), {-1, -1, -1, -1, -1, -1, -1, -1});
  t.hanging.assign(t.corners.size(), 0);
  tbb::parallel_for(t.level_begin[1], t.corner_count(), [&](std::int32_t i) {
    const glm::ivec3 p = morton_decode(t.corners[i]);
    const int level = corner_level(lattice, p), stride = lattice.stride(level);
    const glm::ivec3 odd{p.x / stride & 1, p.y / stride & 1, p.z / stride & 1};
    int n = 0;
    for (int k = 0; k < 8; ++k) {
      const glm::ivec3 side{k & 1, k >> 1 & 1, k >> 2};
      if (glm::any(glm::greaterThan(side, odd))) continue;
      t.parents[i][n++] = finder.find(p + (2 * side - 1) * odd * stride);
    }
    for (int k = 0; k < 8 && !t.hanging[i]; ++k) {
      const glm::ivec3 cell = p - glm::ivec3(k & 1, k >> 1 & 1, k >> 2);
      if (glm::all(glm::greaterThanEqual(cell, glm::ivec3(0)))) t.hanging[i] = leaves.active_and_coarser(cell, level);
    }
  });
}

void link_cells(Topology& t, const CornerFinder& finder) {
  t.cell_begin.assign(1, 0);
  for (const Brick& b : t.bricks) {
    int count = 0;
    for (const auto word : b.cells) count += std::popcount(word);
    t.cell_begin.push_back(t.cell_begin.back() + count);
  }
  t.cell_corners.resize(t.cell_begin.back());
  tbb::parallel_for(std::size_t{0}, t.bricks.size(), [&](std::size_t i) {
    const Brick& b = t.bricks[i];
    const glm::ivec3 origin = brick_origin(t.lattice, b);
    const int stride = t.lattice.stride(b.level);
    std::int32_t slot = t.cell_begin[i];
    for (int z = 0; z < brick_edge; ++z)
      for (std::uint64_t word = b.cells[z]; word; word &= word - 1) {
        const int bit = std::countr_zero(word);
        const glm::ivec3 c{bit % 8, bit / 8, z};
        for (int k = 0; k < 8; ++k)
          t.cell_corners[slot][k] = finder.find(origin + (c + glm::ivec3(k & 1, k >> 1 & 1, k >> 2)) * stride);
        ++slot;
      }
  });
}

}  // namespace

void sort_bricks(const Lattice& lattice, std::vector<Brick>& bricks) {
  std::sort(bricks.begin(), bricks.end(),
            [&](const Brick& a, const Brick& b) { return morton(brick_origin(lattice, a)) < morton(brick_origin(lattice, b)); });
}

Topology build_topology(const Lattice& lattice, std::vector<Brick> bricks) {
  std::erase_if(bricks, [](const Brick& b) { return b.empty(); });
  for (const Brick& b : bricks)
    if (b.level < 0 || b.level > lattice.finest())
      throw Error(ErrorKind::invalid_file, fmt::format("a brick has level {}, but the grid has {} levels", b.level, lattice.levels));
  sort_bricks(lattice, bricks);
  check_bricks(lattice, bricks);
  Topology t;
  t.lattice = lattice;
  t.bricks = std::move(bricks);
  collect_corners(t);
  const CornerFinder finder(t);
  link_parents(t, finder);
  link_cells(t, finder);
  return t;
}

std::vector<std::int32_t> match_corners(const Topology& from, const Topology& to) {
  const CornerFinder finder(from);
  std::vector<std::int32_t> match(to.corners.size());
  tbb::parallel_for(std::size_t{0}, match.size(), [&](std::size_t i) { match[i] = finder.find(to.corners[i]); });
  return match;
}

std::vector<Brick> split_bricks(const Lattice& lattice, std::span<const Brick> bricks, std::span<const std::uint8_t> split) {
  std::vector<Brick> result;
  for (std::size_t i = 0; i < bricks.size(); ++i) {
    const Brick& b = bricks[i];
    if (!split[i] || b.level == lattice.finest()) {
      result.push_back(b);
      continue;
    }
    for (int k = 0; k < 8; ++k) {
      const glm::ivec3 half{k & 1, k >> 1 & 1, k >> 2};
      Brick child;
      child.coordinate = b.coordinate * 2 + half;
      child.level = b.level + 1;
      for (int z = 0; z < brick_edge; ++z)
        for (int y = 0; y < brick_edge; ++y)
          for (int x = 0; x < brick_edge; ++x)
            if (b.active(4 * half.x + x / 2, 4 * half.y + y / 2, 4 * half.z + z / 2)) child.set(x, y, z);
      if (!child.empty()) result.push_back(child);
    }
  }
  return result;
}

Brick merge_bricks(std::span<const Brick> children) {
  Brick parent;
  parent.coordinate = children[0].coordinate / 2;
  parent.level = children[0].level - 1;
  for (const Brick& c : children) {
    const glm::ivec3 half = c.coordinate & 1;
    for (int z = 0; z < brick_edge; ++z)
      for (int y = 0; y < brick_edge; ++y)
        for (int x = 0; x < brick_edge; ++x)
          if (c.active(x, y, z)) parent.set(4 * half.x + x / 2, 4 * half.y + y / 2, 4 * half.z + z / 2);
  }
  return parent;
}

}  // namespace asrg
