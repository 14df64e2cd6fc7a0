#include "cuda/grid/compact_grid.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace asrg {
namespace {

constexpr int edge = CompactLeaf::corners_a_row;

/// Which of the grid's corners a leaf needs, and where it keeps them.
struct LeafCorners {
  std::array<std::int32_t, edge * edge * edge> index;  ///< z,y,x: corner of the grid, or -1
  std::array<std::int16_t, edge * edge> row{};         ///< see CompactLeaf::row
  int count = 0;                                       ///< kept: a row is kept from its first to its last

  LeafCorners(const Topology& t, std::size_t leaf) {
    index.fill(-1);
    std::int32_t cell = t.cell_begin[leaf];
    for (int z = 0; z < brick_edge; ++z)
      each_bit(t.bricks[leaf].cells[z], [&](int bit) {
        const int x = bit % 8, y = bit / 8;
        for (int k = 0; k < 8; ++k) index[((z + (k >> 2)) * edge + y + (k >> 1 & 1)) * edge + x + (k & 1)] = t.cell_corners[cell][k];
        ++cell;
      });
    for (int r = 0; r < edge * edge; ++r) {
      const auto* begin = index.data() + r * edge;
      const auto present = [](std::int32_t i) { return i >= 0; };
      const auto first = std::find_if(begin, begin + edge, present) - begin;
      if (first == edge) continue;
      int last = edge - 1;
      while (begin[last] < 0) --last;
      row[r] = static_cast<std::int16_t>(count - first);
      count += last + 1 - static_cast<int>(first);
    }
  }
};

std::int64_t blocks_of(int corners) {
  const std::size_t bytes = sizeof(CompactLeaf) + static_cast<std::size_t>(corners) * sizeof(CompactCorner);
  return static_cast<std::int64_t>((bytes + CompactView::block - 1) / CompactView::block);
}

std::vector<std::int32_t> block_places(const Topology& t) {
  std::vector<std::int32_t> first(t.bricks.size() + 1, 0);
  tbb::parallel_for(std::size_t{0}, t.bricks.size(),
                    [&](std::size_t i) { first[i + 1] = static_cast<std::int32_t>(blocks_of(LeafCorners(t, i).count)); });
  for (std::size_t i = 0; i < t.bricks.size(); ++i) first[i + 1] += first[i];
  return first;
}

void write_leaf(const Topology& t, std::size_t i, std::span<const Channels> values, std::uint8_t* memory) {
  const LeafCorners corners(t, i);
  CompactLeaf leaf{};
  Channels low = splat(INFINITY), high = splat(-INFINITY);
  for (const std::int32_t corner : corners.index) {
    if (corner < 0) continue;
    for (int c = 0; c < Channels::count; ++c) {
      low.v[c] = std::min(low.v[c], values[corner].v[c]);
      high.v[c] = std::max(high.v[c], values[corner].v[c]);
    }
  }
  Channels inverse;
  for (int c = 0; c < Channels::count; ++c) {
    leaf.offset.v[c] = low.v[c];
    leaf.scale.v[c] = (high.v[c] - low.v[c]) / 255.0f;
    inverse.v[c] = leaf.scale.v[c] > 0 ? 1.0f / leaf.scale.v[c] : 0.0f;
  }
  std::copy(corners.row.begin(), corners.row.end(), leaf.row);
  std::int16_t cells[brick_cells];
  write_cell_table(t.bricks[i], cells);
  std::transform(std::begin(cells), std::end(cells), leaf.cells,
                 [](std::int16_t c) { return static_cast<std::int8_t>(std::min<int>(c, 0)); });
  std::memcpy(memory, &leaf, sizeof(leaf));
  auto* kept = reinterpret_cast<CompactCorner*>(memory + sizeof(leaf));
  for (int p = 0; p < edge * edge * edge; ++p) {
    if (corners.index[p] < 0) continue;
    CompactCorner& to = kept[leaf.row[p / edge] + p % edge];
    for (int c = 0; c < Channels::count; ++c) {
      const float byte = (values[corners.index[p]].v[c] - leaf.offset.v[c]) * inverse.v[c];
      to.v[c] = static_cast<std::uint8_t>(std::clamp(byte + 0.5f, 0.0f, 255.0f));
    }
  }
}

std::vector<std::uint8_t> all_blocks(const Topology& t, std::span<const std::int32_t> first, std::span<const Channels> values) {
  std::vector<std::uint8_t> blocks(static_cast<std::size_t>(first.back()) * CompactView::block, 0);
  tbb::parallel_for(std::size_t{0}, t.bricks.size(), [&](std::size_t i) {
    write_leaf(t, i, values, blocks.data() + static_cast<std::size_t>(first[i]) * CompactView::block);
  });
  return blocks;
}

}  // namespace

CompactGrid::CompactGrid(Device& device, const Topology& t, std::span<const Channels> values)
    : CompactGrid(device, t, values, block_places(t)) {}

CompactGrid::CompactGrid(Device& device, const Topology& t, std::span<const Channels> values, const std::vector<std::int32_t>& first)
    : leaves_(device, t.lattice, Buffer<Brick>(device, t.bricks), Buffer<std::int32_t>(device, first).data()),
      blocks_(device, all_blocks(t, first, values)) {}

}  // namespace asrg
