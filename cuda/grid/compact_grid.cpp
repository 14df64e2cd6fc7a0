#include "cuda/grid/compact_grid.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace asrg {
namespace {

constexpr int edge = corners_per_edge;

/// The layout of a leaf's corners in memory: rows along x one after the other, each from the first position with a corner to the last.
struct RowPlaces {
  /// CompactLeaf::row: corner x of row r lies at index row[r] + x. A row whose first corner, at position x = `first`, lies at index `count` has the
  /// entry count - first, which is negative where fewer corners lie before it in memory than positions are left out at its beginning.
  std::array<std::int16_t, edge * edge> row{};
  int count = 0;  ///< corners of the leaf in memory

  explicit RowPlaces(const FlatBrick& leaf) {
    for (int r = 0; r < edge * edge; ++r) {
      const auto* begin = leaf.corners.data() + r * edge;
      const auto first = std::find_if(begin, begin + edge, [](std::int32_t i) { return i >= 0; }) - begin;
      if (first == edge) continue;
      int last = edge - 1;
      while (begin[last] < 0) --last;
      row[r] = static_cast<std::int16_t>(count - first);
      count += last + 1 - static_cast<int>(first);
    }
  }
};

std::int32_t lines_of(int corners) {
  const std::size_t bytes = sizeof(CompactLeaf) + static_cast<std::size_t>(corners) * sizeof(CompactCorner);
  return static_cast<std::int32_t>((bytes + CompactView::line_bytes - 1) / CompactView::line_bytes);
}

/// The first cache line of each leaf, and last the number of lines in all.
std::vector<std::int32_t> first_lines(const FlatBricks& bricks) {
  std::vector<std::int32_t> first(bricks.size() + 1, 0);
  tbb::parallel_for(std::size_t{0}, bricks.size(), [&](std::size_t i) { first[i + 1] = lines_of(RowPlaces(bricks[i]).count); });
  for (std::size_t i = 0; i < bricks.size(); ++i) first[i + 1] += first[i];
  return first;
}

void write_leaf(const FlatBricks& bricks, std::size_t i, std::uint8_t* memory) {
  const FlatBrick brick = bricks[i];
  const RowPlaces places(brick);
  const ChannelRange range = bricks.range(brick);
  CompactLeaf leaf{};
  Channels inverse;
  for (int c = 0; c < Channels::count; ++c) {
    leaf.offset.v[c] = range.low.v[c];
    leaf.scale.v[c] = (range.high.v[c] - range.low.v[c]) / 255.0f;
    inverse.v[c] = leaf.scale.v[c] > 0 ? 1.0f / leaf.scale.v[c] : 0.0f;
  }
  std::copy(places.row.begin(), places.row.end(), leaf.row);
  write_cell_distances(bricks.topology().bricks[i], leaf.cells);
  std::memcpy(memory, &leaf, sizeof(leaf));
  auto* kept = reinterpret_cast<CompactCorner*>(memory + sizeof(leaf));
  for (int p = 0; p < FlatBrick::corner_positions; ++p) {
    if (brick.corners[p] < 0) continue;
    CompactCorner& to = kept[leaf.row[p / edge] + p % edge];
    for (int c = 0; c < Channels::count; ++c) {
      const float byte = (bricks.values()[brick.corners[p]].v[c] - leaf.offset.v[c]) * inverse.v[c];
      to.v[c] = static_cast<std::uint8_t>(std::clamp(byte + 0.5f, 0.0f, 255.0f));
    }
  }
}

std::vector<std::uint8_t> all_lines(const FlatBricks& bricks, std::span<const std::int32_t> first) {
  std::vector<std::uint8_t> lines(static_cast<std::size_t>(first.back()) * CompactView::line_bytes, 0);
  tbb::parallel_for(std::size_t{0}, bricks.size(), [&](std::size_t i) {
    write_leaf(bricks, i, lines.data() + static_cast<std::size_t>(first[i]) * CompactView::line_bytes);
  });
  return lines;
}

}  // namespace

CompactGrid::CompactGrid(Device& device, const FlatBricks& bricks) : CompactGrid(device, bricks, first_lines(bricks)) {}

CompactGrid::CompactGrid(Device& device, const FlatBricks& bricks, const std::vector<std::int32_t>& first)
    : leaves_(device, bricks.topology().lattice, Buffer<Brick>(device, bricks.topology().bricks),
              Buffer<std::int32_t>(device, first).data()),
      lines_(device, all_lines(bricks, first)) {}

}  // namespace asrg
