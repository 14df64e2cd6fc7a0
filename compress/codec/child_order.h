#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// How the child byte of a cell is written: after a permutation of the children that depends on the cell's neighbours, so that similar surroundings give
/// similar bytes.
struct ChildView {
  std::uint8_t cell_class = 0;          ///< 9 a + 3 b + c, the numbers of present neighbours along the axes, ascending
  std::array<std::uint8_t, 8> child{};  ///< bit j of the written byte stands for child[j] of the cell

  std::uint8_t write(std::uint8_t children) const;
  std::uint8_t read(std::uint8_t written) const;
};

/// The views of some cells of a level; see encode_octree for the rule.
/// @param cells Morton codes of the cells, ascending
/// @param present Morton codes of all present cells of the level, ascending
std::vector<ChildView> child_views(std::span<const std::uint64_t> cells, std::span<const std::uint64_t> present);

/// Indices of the views by ascending class, in their own order where classes are equal.
std::vector<std::uint32_t> child_order(std::span<const ChildView> views);

}  // namespace asrg
