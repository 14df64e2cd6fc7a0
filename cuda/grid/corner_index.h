#pragma once

#include "cuda/core/primitives.h"
#include "cuda/grid/brick.h"

namespace asrg {

/// The key of a cube of one level: its level in the bits from 48 on, the Morton code of its coordinate (in cubes of the level) below, so that keys
/// sort by level first.
ASRG_HD inline std::uint64_t level_key(int level, std::uint64_t code) { return static_cast<std::uint64_t>(level) << 48 | code; }
/// The two parts of a level_key.
ASRG_HD inline int level_of_key(std::uint64_t key) { return static_cast<int>(key >> 48); }
ASRG_HD inline std::uint64_t code_of_key(std::uint64_t key) { return key & ((std::uint64_t{1} << 48) - 1); }
/// Keys are below 2^level_key_bits.
constexpr int level_key_bits = 51;

/// The level of a corner: the coarsest level whose lattice contains it. @param finest the finest level @param p lattice position
ASRG_HD inline int corner_level(int finest, glm::ivec3 p) {
  return finest - lowest_bit(static_cast<std::uint64_t>(static_cast<unsigned>(p.x | p.y | p.z)) | std::uint64_t{1} << finest);
}

/// A cube of 8x8x8 corner positions on the lattice of one level, and which of them are corners of that level in a grid.
struct CornerBlock {
  std::uint64_t present[8];  ///< bit i of word w: is the position of Morton code 64 w + i in the cube a corner?
  std::int32_t first[8];     ///< corner index (see Topology) of each word's first corner
};

/// Finds the index of a corner, in the order of Topology (by level, then by Morton code), from its lattice position.
struct CornerIndex {
  const std::uint64_t* keys;  ///< level_key of each block, ascending
  const CornerBlock* blocks;
  std::int32_t level_begin[Lattice::max_levels + 1];  ///< the blocks of level l are [level_begin[l], level_begin[l + 1])
  int finest;                                         ///< the finest level

  /// Finds corners one after the other. Remembers the last block of an even and of an odd level: the next corner is mostly in one of them.
  class Finder {
   public:
    ASRG_HD explicit Finder(const CornerIndex& index) : index_(index) {}

    /// @param p lattice position @return index of the corner; -1 where there is none
    ASRG_HD std::int32_t operator()(glm::ivec3 p) {
      const int level = corner_level(index_.finest, p);
      const std::uint64_t code = morton(p) >> 3 * (index_.finest - level);
      const std::uint64_t key = level_key(level, code >> 9);
      Found& last = last_[level & 1];
      if (last.key != key) last = {key, block_of(level, key)};
      if (last.block < 0) return -1;
      const CornerBlock& b = index_.blocks[last.block];
      const int word = static_cast<int>(code >> 6 & 7);
      const std::uint64_t bit = std::uint64_t{1} << (code & 63);
      return b.present[word] & bit ? b.first[word] + count_bits(b.present[word] & (bit - 1)) : -1;
    }

   private:
    struct Found {
      std::uint64_t key = ~std::uint64_t{0};
      std::int32_t block = -1;
    };

    ASRG_HD std::int32_t block_of(int level, std::uint64_t key) const {
      const std::int32_t end = index_.level_begin[level + 1], i = lower_bound(index_.keys, index_.level_begin[level], end, key);
      return i < end && index_.keys[i] == key ? i : -1;
    }

    const CornerIndex& index_;
    Found last_[2];
  };
};

}  // namespace asrg
