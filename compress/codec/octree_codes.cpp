#include "compress/codec/octree_codes.h"

#include "compress/codec/child_order.h"

#include <fmt/format.h>
#include <tbb/parallel_sort.h>

#include <algorithm>
#include <bit>

namespace asrg {
namespace {

constexpr int brick_bits = 9;  // low bits of a cell's Morton code: its position in its brick
static_assert(1 << brick_bits == brick_cells);

using Codes = std::vector<std::uint64_t>;

/// Appends bits, packed into bytes from the lowest bit on.
void append_bits(std::vector<std::uint8_t>& bytes, const std::vector<bool>& bits) {
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (i % 8 == 0) bytes.push_back(0);
    bytes.back() |= static_cast<std::uint8_t>(bits[i] << i % 8);
  }
}

void append_active_cells(const Brick& b, Codes& cells) {
  for (int z = 0; z < brick_edge; ++z)
    for (std::uint64_t word = b.cells[z]; word; word &= word - 1) {
      const int bit = std::countr_zero(word);
      cells.push_back(morton(b.coordinate * brick_edge + glm::ivec3(bit % brick_edge, bit / brick_edge, z)));
    }
}

/// Morton codes of the present cells of each level, ascending.
std::vector<Codes> present_cells(const Lattice& lattice, std::span<const Brick> leaves) {
  std::vector<Codes> cells(static_cast<std::size_t>(lattice.levels));
  for (const Brick& b : leaves) append_active_cells(b, cells[b.level]);
  for (int level = lattice.finest(); level >= 0; --level) {
    tbb::parallel_sort(cells[level].begin(), cells[level].end());
    cells[level].erase(std::unique(cells[level].begin(), cells[level].end()), cells[level].end());
    if (level > 0)
      for (const std::uint64_t code : cells[level])
        if (cells[level - 1].empty() || cells[level - 1].back() != code >> 3) cells[level - 1].push_back(code >> 3);
  }
  return cells;
}

/// The bricks that hold these cells, ascending.
Codes bricks_of(const Codes& cells) {
  Codes bricks;
  for (const std::uint64_t code : cells)
    if (bricks.empty() || bricks.back() != code >> brick_bits) bricks.push_back(code >> brick_bits);
  return bricks;
}

std::size_t count_bricks(const Codes& cells) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) count += i == 0 || cells[i - 1] >> brick_bits != cells[i] >> brick_bits;
  return count;
}

template <class Function>
void each_base_brick(const Lattice& lattice, Function&& function) {
  for (int z = 0; z < lattice.base_bricks.z; ++z)
    for (int y = 0; y < lattice.base_bricks.y; ++y)
      for (int x = 0; x < lattice.base_bricks.x; ++x) function(morton({x, y, z}));
}

std::vector<std::uint8_t> encode_base(const Lattice& lattice, const Codes& cells) {
  const Codes bricks = bricks_of(cells);
  std::vector<bool> present;
  each_base_brick(lattice, [&](std::uint64_t code) { present.push_back(std::binary_search(bricks.begin(), bricks.end(), code)); });
  std::vector<std::uint8_t> bytes;
  append_bits(bytes, present);
  std::uint64_t brick = ~std::uint64_t{0};
  std::size_t first = 0;
  for (const std::uint64_t code : cells) {
    if (code >> brick_bits != brick) {
      brick = code >> brick_bits;
      first = bytes.size();
      bytes.resize(first + brick_cells / 8);
    }
    bytes[first + (code >> 3) % (brick_cells / 8)] |= static_cast<std::uint8_t>(1 << code % 8);
  }
  return bytes;
}

/// Takes bytes and bits from the beginning of one level's atlas.
class Taker {
 public:
  Taker(std::span<const std::uint8_t>& bytes, int level) : bytes_(bytes), level_(level) {}

  std::span<const std::uint8_t> bytes(std::size_t count) {
    if (count > bytes_.size()) throw ProblemError(ProblemCode::octree_ends_early, fmt::format("level {}", level_));
    const auto taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }

  std::vector<bool> bits(std::size_t count, Problems& problems) {
    const auto packed = bytes((count + 7) / 8);
    std::vector<bool> bits(count);
    for (std::size_t i = 0; i < count; ++i) bits[i] = packed[i / 8] >> i % 8 & 1;
    if (count % 8 && packed.back() >> count % 8)
      problems.push_back({ProblemCode::padding, fmt::format("octree codes of level {}", level_)});
    return bits;
  }

  [[noreturn]] void empty() const { throw ProblemError(ProblemCode::octree_empty_node, fmt::format("level {}", level_)); }

 private:
  std::span<const std::uint8_t>& bytes_;
  int level_;
};

/// Number of present cells in octree codes: mirroring and permuting axes do not change it.
std::size_t count_cells(std::span<const std::uint8_t> codes) {
  std::size_t cells = 0;
  for (const std::uint8_t byte : codes) cells += static_cast<std::size_t>(std::popcount(byte));
  return cells;
}

void append_children(Codes& cells, std::uint64_t parent, std::uint8_t children) {
  for (; children; children &= static_cast<std::uint8_t>(children - 1))
    cells.push_back(parent << 3 | static_cast<std::uint64_t>(std::countr_zero(children)));
}

/// A brick of level 0 from the bits of its cells in Morton order: each byte is a cube of 2x2x2 cells.
Brick read_base_brick(std::span<const std::uint8_t> bytes) {
  Brick b;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const glm::ivec3 p = 2 * morton_decode(i);
    for (int z = 0; z < 2; ++z)
      for (int y = 0; y < 2; ++y)
        b.cells[p.z + z] |= static_cast<std::uint64_t>(bytes[i] >> (4 * z + 2 * y) & 3) << (brick_edge * (p.y + y) + p.x);
  }
  return b;
}

Codes decode_base(const Lattice& lattice, std::span<const std::uint8_t>& bytes, OctreeCount& count, Problems& problems) {
  constexpr std::size_t brick_bytes = brick_cells / 8;
  Taker taker(bytes, 0);
  const std::size_t base_bricks = static_cast<std::size_t>(lattice.base_bricks.x) * lattice.base_bricks.y * lattice.base_bricks.z;
  const std::vector<bool> present = taker.bits(base_bricks, problems);
  const auto present_bricks = static_cast<std::size_t>(std::count(present.begin(), present.end(), true));
  count.add_bricks(present_bricks);
  const auto codes = taker.bytes(present_bricks * brick_bytes);
  count.begin_level(0, count_cells(codes));
  for (std::size_t i = 0; i < present_bricks; ++i) {
    const Brick brick = read_base_brick(codes.subspan(i * brick_bytes, brick_bytes));
    if (brick.empty()) taker.empty();
    count.add(brick);
  }
  Codes bricks, cells;
  std::size_t i = 0;
  each_base_brick(lattice, [&](std::uint64_t code) {
    if (present[i++]) bricks.push_back(code);
  });
  std::sort(bricks.begin(), bricks.end());
  cells.reserve(count_cells(codes));
  for (std::size_t byte = 0; byte < codes.size(); ++byte)
    append_children(cells, bricks[byte / brick_bytes] << (brick_bits - 3) | byte % brick_bytes, codes[byte]);
  return cells;
}

/// The present cells of a level, decoded from the child bytes of their parents. @param present all present cells of the parents' level
Codes decode_children(const Codes& parents, std::span<const std::uint8_t> bytes, Taker& taker, const Codes& present) {
  const std::vector<ChildView> views = child_views(parents, present);
  std::vector<std::uint8_t> children(parents.size());
  std::size_t next = 0;
  for (const std::uint32_t i : child_order(views)) children[i] = views[i].read(bytes[next++]);
  Codes cells;
  cells.reserve(count_cells(bytes));
  for (std::size_t i = 0; i < parents.size(); ++i) {
    if (children[i] == 0) taker.empty();
    append_children(cells, parents[i], children[i]);
  }
  return cells;
}

Codes cells_of_split_bricks(const Codes& cells, const std::vector<bool>& split, std::size_t count) {
  Codes parents;
  parents.reserve(count);
  std::size_t brick = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0 && cells[i - 1] >> brick_bits != cells[i] >> brick_bits) ++brick;
    if (split[brick]) parents.push_back(cells[i]);
  }
  return parents;
}

Brick make_brick(int level, std::span<const std::uint64_t> cells) {
  Brick b;
  b.level = level;
  b.coordinate = morton_decode(cells.front() >> brick_bits);
  for (const std::uint64_t code : cells) {
    const glm::ivec3 c = morton_decode(code % brick_cells);
    b.set(c.x, c.y, c.z);
  }
  return b;
}

}  // namespace

std::vector<std::vector<std::uint8_t>> encode_octree(const Lattice& lattice, std::span<const Brick> leaves) {
  const std::vector<Codes> cells = present_cells(lattice, leaves);
  std::vector<std::vector<std::uint8_t>> runs(cells.size());
  runs[0] = encode_base(lattice, cells[0]);
  for (int level = 1; level < lattice.levels; ++level) {
    const Codes bricks = bricks_of(cells[level]);
    std::vector<bool> split;
    std::size_t next = 0;
    for (const std::uint64_t brick : bricks_of(cells[level - 1])) {
      while (next < bricks.size() && bricks[next] >> 3 < brick) ++next;
      split.push_back(next < bricks.size() && bricks[next] >> 3 == brick);
    }
    append_bits(runs[level], split);

    Codes parents;
    std::vector<std::uint8_t> children;
    for (const std::uint64_t code : cells[level]) {
      if (parents.empty() || parents.back() != code >> 3) {
        parents.push_back(code >> 3);
        children.push_back(0);
      }
      children.back() |= static_cast<std::uint8_t>(1 << code % 8);
    }
    const std::vector<ChildView> views = child_views(parents, cells[level - 1]);
    for (const std::uint32_t i : child_order(views)) runs[level].push_back(views[i].write(children[i]));
  }
  return runs;
}

std::vector<Brick> decode_octree(const Lattice& lattice, std::span<std::span<const std::uint8_t>> atlases, const OctreeLimits& limits,
                                 Problems& problems) {
  std::vector<Brick> leaves;
  OctreeCount count(limits);
  Codes cells = decode_base(lattice, atlases[0], count, problems);
  for (int level = 0; level < lattice.levels; ++level) {
    const bool finest = level == lattice.finest();
    std::span<const std::uint8_t> nothing;
    Taker taker(finest ? nothing : atlases[level + 1], level + 1);
    const std::vector<bool> split = finest ? std::vector<bool>() : taker.bits(count_bricks(cells), problems);
    std::size_t brick = 0, split_cells = 0;
    for (std::size_t begin = 0, end = 0; begin < cells.size(); begin = end, ++brick) {
      while (end < cells.size() && cells[end] >> brick_bits == cells[begin] >> brick_bits) ++end;
      const std::span<const std::uint64_t> own(cells.data() + begin, end - begin);
      const Brick made = make_brick(level, own);
      if (level > 0) count.add(made);
      if (!finest && split[brick]) {
        split_cells += own.size();
      } else {
        count.add_leaf(made);
        leaves.push_back(made);
      }
    }
    if (finest) break;
    const auto bytes = taker.bytes(split_cells);
    count.begin_level(level + 1, count_cells(bytes));
    cells = decode_children(cells_of_split_bricks(cells, split, split_cells), bytes, taker, cells);
    count.add_bricks(count_bricks(cells));
  }
  return leaves;
}

}  // namespace asrg
