#include "compress/codec/octree_codes.h"

#include <fmt/format.h>
#include <tbb/parallel_sort.h>

#include <algorithm>
#include <bit>

namespace asrg {
namespace {

constexpr int brick_bits = 9;  // bits of a Morton code that tell the cells of a brick apart
static_assert(1 << brick_bits == brick_cells);

using Codes = std::vector<std::uint64_t>;

/// Bits, lowest first, packed into bytes.
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

/// Takes bytes and bits of one level's run.
class Taker {
 public:
  Taker(std::span<const std::uint8_t> bytes, int level) : bytes_(bytes), level_(level) {}

  std::uint8_t byte() {
    if (position_ == bytes_.size()) throw ProblemError(ProblemCode::octree_ends_early, fmt::format("level {}", level_));
    return bytes_[position_++];
  }

  std::vector<bool> bits(std::size_t count, Problems& problems) {
    if (count > 8 * (bytes_.size() - position_)) throw ProblemError(ProblemCode::octree_ends_early, fmt::format("level {}", level_));
    std::vector<bool> bits(count);
    for (std::size_t i = 0; i < count; ++i) bits[i] = bytes_[position_ + i / 8] >> i % 8 & 1;
    if (count % 8 && bytes_[position_ + count / 8] >> count % 8)
      problems.push_back({ProblemCode::padding, fmt::format("octree codes of level {}", level_)});
    position_ += (count + 7) / 8;
    return bits;
  }

  std::uint8_t node() {
    const std::uint8_t b = byte();
    if (b == 0) empty();
    return b;
  }

  void finish() const {
    if (position_ != bytes_.size())
      throw ProblemError(ProblemCode::octree_left_over, fmt::format("level {}: {} of {} bytes", level_, bytes_.size() - position_, bytes_.size()));
  }

  [[noreturn]] void empty() const { throw ProblemError(ProblemCode::octree_empty_node, fmt::format("level {}", level_)); }

 private:
  std::span<const std::uint8_t> bytes_;
  int level_;
  std::size_t position_ = 0;
};

void append_children(Codes& cells, std::uint64_t parent, std::uint8_t children) {
  for (; children; children &= static_cast<std::uint8_t>(children - 1))
    cells.push_back(parent << 3 | static_cast<std::uint64_t>(std::countr_zero(children)));
}

Codes decode_base(const Lattice& lattice, std::span<const std::uint8_t> bytes, Problems& problems) {
  if (bytes.empty()) return {};
  Taker taker(bytes, 0);
  const std::size_t base_bricks = static_cast<std::size_t>(lattice.base_bricks.x) * lattice.base_bricks.y * lattice.base_bricks.z;
  const std::vector<bool> present = taker.bits(base_bricks, problems);
  Codes bricks, cells;
  std::size_t i = 0;
  each_base_brick(lattice, [&](std::uint64_t code) {
    if (present[i++]) bricks.push_back(code);
  });
  std::sort(bricks.begin(), bricks.end());
  for (const std::uint64_t brick : bricks) {
    const std::size_t before = cells.size();
    for (std::uint64_t group = 0; group < brick_cells / 8; ++group) append_children(cells, brick << (brick_bits - 3) | group, taker.byte());
    if (cells.size() == before) taker.empty();
  }
  taker.finish();
  return cells;
}

Brick make_leaf(int level, std::span<const std::uint64_t> cells) {
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
  if (cells[0].empty()) return runs;
  runs[0] = encode_base(lattice, cells[0]);
  for (int level = 1; level < lattice.levels; ++level) {
    if (cells[level].empty()) break;
    const Codes split_bricks = bricks_of(cells[level]);
    std::vector<bool> split;
    std::size_t next = 0;  // a split brick is a parent of present bricks of this level
    for (const std::uint64_t brick : bricks_of(cells[level - 1])) {
      while (next < split_bricks.size() && split_bricks[next] >> 3 < brick) ++next;
      split.push_back(next < split_bricks.size() && split_bricks[next] >> 3 == brick);
    }
    append_bits(runs[level], split);
    std::uint64_t parent = ~std::uint64_t{0};
    for (const std::uint64_t code : cells[level]) {
      if (code >> 3 != parent) {
        parent = code >> 3;
        runs[level].push_back(0);
      }
      runs[level].back() |= static_cast<std::uint8_t>(1 << code % 8);
    }
  }
  return runs;
}

std::vector<Brick> decode_octree(const Lattice& lattice, std::span<const std::vector<std::uint8_t>> codes, std::size_t max_cells,
                                 Problems& problems) {
  std::vector<Brick> leaves;
  Codes cells = decode_base(lattice, codes[0], problems);
  std::size_t total = cells.size();
  for (int level = 0; level < lattice.levels; ++level) {
    const bool splits = level < lattice.finest() && !codes[level + 1].empty();
    Taker taker(splits ? std::span<const std::uint8_t>(codes[level + 1]) : std::span<const std::uint8_t>(), level + 1);
    const std::vector<bool> split = splits ? taker.bits(bricks_of(cells).size(), problems) : std::vector<bool>();
    Codes children;
    std::size_t brick = 0;
    for (std::size_t begin = 0, end = 0; begin < cells.size(); begin = end, ++brick) {
      while (end < cells.size() && cells[end] >> brick_bits == cells[begin] >> brick_bits) ++end;
      const std::span<const std::uint64_t> own(cells.data() + begin, end - begin);
      if (!splits || !split[brick]) {
        leaves.push_back(make_leaf(level, own));
        continue;
      }
      for (const std::uint64_t code : own) append_children(children, code, taker.node());
      if (total + children.size() > max_cells)
        throw ProblemError(ProblemCode::grid_too_large, fmt::format("more than {} cells", max_cells));
    }
    taker.finish();
    total += children.size();
    cells = std::move(children);
  }
  return leaves;
}

}  // namespace asrg
