#pragma once

#include "cuda/grid/corner_index.h"
#include "cuda/grid/grid_view.h"

#include <array>

namespace asrg {

// The kernels that derive a DeviceTopology, in the order in which they run. A *node* is a leaf or a brick that contains leaves; its cells are the
// present ones (see Topology).

/// Leaves in canonical order, with what it takes to find the one at a position.
struct LeafList {
  Lattice lattice;
  const Brick* bricks;
  const std::uint64_t* origins;  ///< Morton codes of the bricks' first corners, ascending
  std::int32_t count;

  /// The leaf that covers a finest cell, or -1. Leaves do not overlap.
  /// @param guess index of a leaf that is tried first, or -1
  ASRG_HD std::int32_t find(glm::ivec3 cell, std::int32_t guess = -1) const {
    const std::uint64_t code = morton(cell);
    if (guess >= 0 && covers(guess, code)) return guess;
    const std::int32_t i = lower_bound(origins, 0, count, code + 1) - 1;
    return i >= 0 && covers(i, code) ? i : -1;
  }
  ASRG_HD bool covers(std::int32_t leaf, std::uint64_t code) const {
    return (code ^ origins[leaf]) >> 3 * (3 + lattice.finest() - bricks[leaf].level) == 0;
  }
};

struct OriginsKernel {
  Lattice lattice;
  const Brick* bricks;
  std::uint64_t* origins;

  ASRG_HD void operator()(int i) const { origins[i] = morton(brick_origin(lattice, bricks[i])); }
};

struct CountCellsKernel {
  const Brick* bricks;
  std::int32_t* counts;

  ASRG_HD void operator()(int i) const { counts[i] = bricks[i].count(); }
};

/// The keys of the nodes in which a leaf lies, its own included. Index: level of the node (fastest), brick.
struct NodeKeysKernel {
  const Brick* bricks;
  int levels;
  std::uint64_t* keys;

  ASRG_HD void operator()(int i) const {
    const Brick& b = bricks[i / levels];
    const int level = i % levels < b.level ? i % levels : b.level;
    keys[i] = level_key(level, morton(b.coordinate >> (b.level - level)));
  }
};

/// The index of each level's first key, and the entry of `values` at that index. Index: level, 0..levels.
struct LevelBeginKernel {
  const std::uint64_t* keys;
  std::int32_t count;
  const std::int32_t* values;  ///< count + 1 entries, or null
  std::int32_t* begin;
  std::int32_t* value_begin;

  ASRG_HD void operator()(int level) const {
    begin[level] = lower_bound(keys, 0, count, level_key(level, 0));
    if (values) value_begin[level] = values[begin[level]];
  }
};

/// The nodes of one level. @pre those of the next finer level are written. Index: node of the level.
struct NodesKernel {
  LeafList leaves;
  const std::uint64_t* keys;
  Brick* nodes;
  int level;
  std::int32_t begin, end, finer_end;  ///< finer nodes are [end, finer_end)

  ASRG_HD void operator()(int i) const {
    const std::uint64_t code = code_of_key(keys[begin + i]);
    Brick node{morton_decode(code), level, {}};
    const std::int32_t leaf = lower_bound(leaves.origins, 0, leaves.count, code << 3 * (3 + leaves.lattice.finest() - level));
    if (leaves.bricks[leaf].level == level)  // the first leaf of the node is the node itself
      node.cells = leaves.bricks[leaf].cells;
    else
      for (std::int32_t c = lower_bound(keys, end, finer_end, level_key(level + 1, code << 3));
           c < finer_end && code_of_key(keys[c]) >> 3 == code; ++c)
        add_to_parent(node, nodes[c]);
    nodes[begin + i] = node;
  }
};

/// The keys of the eight CornerBlocks in which the corners of a node's cells can lie. Index: block of the node (fastest), node.
struct BlockKeysKernel {
  const Brick* nodes;
  std::uint64_t* keys;

  ASRG_HD void operator()(int i) const {
    const Brick& b = nodes[i / 8];
    keys[i] = level_key(b.level, morton(b.coordinate + cube_corner(i % 8)));
  }
};

/// CornerBlock::present of each block, from the present cells of the nodes around it, and the number of its corners. Index: block.
struct BlocksKernel {
  const std::uint64_t* node_keys;
  const Brick* nodes;
  std::int32_t node_begin[Lattice::max_levels + 1];
  const std::uint64_t* keys;
  CornerBlock* blocks;
  std::int32_t* counts;

  ASRG_HD void operator()(int i) const {
    const int level = level_of_key(keys[i]);
    const glm::ivec3 at = morton_decode(code_of_key(keys[i]));
    const Brick* around[8];  // the node at the block's coordinate, and those before it along the axes; null where there is none
    for (int k = 0; k < 8; ++k) around[k] = node_at(at - cube_corner(k), level);
    CornerBlock block{};
    for (int z = 0; z < brick_edge; ++z) {
      // The cells on either side of this plane of corners, for each of the four nodes (x, y) that touch it.
      std::uint64_t cells[4];
      for (int k = 0; k < 4; ++k) cells[k] = slab(around[k], z) | (z > 0 ? slab(around[k], z - 1) : slab(around[k + 4], brick_edge - 1));
      const std::uint64_t here = spread_y(cells[0], cells[2]), left = spread_y(cells[1], cells[3]);
      std::uint64_t corners = here | (here << 1 & ~first_column) | (left >> 7 & first_column);
      // Positions that are on the lattice of a coarser level belong to that level.
      if (level > 0 && z % 2 == 0) corners &= ~even_rows_and_columns;
      each_bit(corners, [&](int bit) {
        const auto code = static_cast<int>(morton({bit & 7, bit >> 3, z}));
        block.present[code >> 6] |= std::uint64_t{1} << (code & 63);
      });
    }
    int count = 0;
    for (int w = 0; w < 8; ++w) count += count_bits(block.present[w]);
    blocks[i] = block;
    counts[i] = count;
  }

  ASRG_HD static std::uint64_t slab(const Brick* node, int z) { return node ? node->cells[z] : 0; }
  /// Cells of row y have corners in rows y and y + 1; those of the last row of the neighbour at smaller y have corners in row 0.
  ASRG_HD static std::uint64_t spread_y(std::uint64_t own, std::uint64_t neighbour) { return own | own << 8 | neighbour >> 56; }

  ASRG_HD const Brick* node_at(glm::ivec3 p, int level) const {
    if (p.x < 0 || p.y < 0 || p.z < 0) return nullptr;
    const std::uint64_t key = level_key(level, morton(p));
    const std::int32_t end = node_begin[level + 1], i = lower_bound(node_keys, node_begin[level], end, key);
    return i < end && node_keys[i] == key ? nodes + i : nullptr;
  }
};

/// Writes the corners' indices (CornerBlock::first) and positions (Topology::corners). Index: block.
struct NumberCornersKernel {
  const std::uint64_t* keys;
  const std::int32_t* first;  ///< index of each block's first corner
  int finest;
  CornerBlock* blocks;
  std::uint64_t* corners;

  ASRG_HD void operator()(int i) const {
    const int level = level_of_key(keys[i]);
    const std::uint64_t code = code_of_key(keys[i]) << 9;
    std::int32_t next = first[i];
    for (int w = 0; w < 8; ++w) {
      blocks[i].first[w] = next;
      each_bit(blocks[i].present[w],
               [&](int bit) { corners[next++] = (code | static_cast<unsigned>(w << 6 | bit)) << 3 * (finest - level); });
    }
  }
};

/// Topology::parents and Topology::hanging. Index: corner.
struct LinkParentsKernel {
  CornerIndex index;
  LeafList leaves;
  const std::uint64_t* corners;
  std::array<std::int32_t, 8>* parents;
  std::uint8_t* hanging;

  ASRG_HD void operator()(int i) const {
    const glm::ivec3 p = morton_decode(corners[i]);
    const int level = corner_level(index.finest, p), shift = index.finest - level;
    std::array<std::int32_t, 8> list;
    for (int k = 0; k < 8; ++k) list[k] = -1;
    bool hangs = false;
    if (level > 0) {
      const glm::ivec3 odd = p >> shift & 1;
      CornerIndex::Finder find(index);
      int n = 0;
      for (int k = 0; k < 8; ++k) {
        const glm::ivec3 side = cube_corner(k);
        if (side.x <= odd.x && side.y <= odd.y && side.z <= odd.z) list[n++] = find(p + (2 * side - 1) * odd * (1 << shift));
      }
      std::int32_t leaf = -1;
      for (int k = 0; k < 8 && !hangs; ++k) hangs = in_coarser_cell(p - cube_corner(k), level, leaf);
    }
    parents[i] = list;
    hanging[i] = hangs;
  }

  /// Does a cell of the finest level lie in an active cell of a leaf that is coarser than `level`?
  /// @param leaf index of a leaf that is tried first, or -1; becomes that of the leaf found
  ASRG_HD bool in_coarser_cell(glm::ivec3 cell, int level, std::int32_t& leaf) const {
    if (cell.x < 0 || cell.y < 0 || cell.z < 0) return false;
    leaf = leaves.find(cell, leaf);
    if (leaf < 0 || leaves.bricks[leaf].level >= level) return false;
    const Brick& b = leaves.bricks[leaf];
    const glm::ivec3 c = cell >> (index.finest - b.level) & (brick_edge - 1);
    return b.active(c.x, c.y, c.z);
  }
};

/// Topology::cell_corners. Index: word of the brick (fastest), brick.
struct LinkCellsKernel {
  CornerIndex index;
  Lattice lattice;
  const Brick* bricks;
  const std::int32_t* cell_begin;
  CellCorners* cells;

  ASRG_HD void operator()(int i) const {
    const Brick& b = bricks[i / brick_edge];
    const int z = i % brick_edge, stride = lattice.stride(b.level);
    std::int32_t slot = cell_begin[i / brick_edge] + b.count_before(z);
    CornerIndex::Finder find(index);
    each_bit(b.cells[z], [&](int bit) {
      const glm::ivec3 first = b.coordinate * brick_edge + cell_of_bit(bit, z);
      CellCorners corners;
      for (int k = 0; k < 8; ++k) corners.index[k] = find((first + cube_corner(k)) * stride);
      cells[slot++] = corners;
    });
  }
};

}  // namespace asrg
