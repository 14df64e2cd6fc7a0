#include "cuda/grid/grid.h"

#include "cuda/grid/distance.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <bit>

namespace asrg {
namespace {

std::vector<std::int32_t> leaf_table(const Topology& t) {
  const glm::ivec3 size = t.lattice.extent() / brick_edge;
  std::vector<std::int32_t> table(static_cast<std::size_t>(size.x) * size.y * size.z, -1);
  for (std::size_t i = 0; i < t.bricks.size(); ++i) {
    const Brick& b = t.bricks[i];
    const int span = t.lattice.stride(b.level);
    const glm::ivec3 first = b.coordinate * span;
    for (int z = 0; z < span; ++z)
      for (int y = 0; y < span; ++y)
        for (int x = 0; x < span; ++x)
          table[(static_cast<std::size_t>(first.z + z) * size.y + first.y + y) * size.x + first.x + x] = static_cast<std::int32_t>(i);
  }
  write_empty_distances(table, size, 127);
  return table;
}

std::vector<std::int16_t> cell_table(const Topology& t) {
  std::vector<std::int16_t> cells(t.bricks.size() * brick_cells);
  tbb::parallel_for(std::size_t{0}, t.bricks.size(), [&](std::size_t i) {
    std::int32_t slot = 0;
    std::array<std::int32_t, brick_cells> own;
    own.fill(-1);
    for (int z = 0; z < brick_edge; ++z)
      for (std::uint64_t word = t.bricks[i].cells[z]; word; word &= word - 1) own[z * 64 + std::countr_zero(word)] = slot++;
    write_empty_distances(own, glm::ivec3(brick_edge), brick_edge);
    std::copy(own.begin(), own.end(), cells.begin() + static_cast<std::ptrdiff_t>(i * brick_cells));
  });
  return cells;
}

}  // namespace

Grid::Grid(Device& device, const Topology& t) : lattice_(t.lattice) {
  std::vector<LeafPlace> leaves;
  for (std::size_t i = 0; i < t.bricks.size(); ++i) {
    const Brick& b = t.bricks[i];
    leaves.push_back({b.coordinate * (brick_edge * t.lattice.stride(b.level)), t.lattice.finest() - b.level, t.cell_begin[i]});
  }
  static_assert(sizeof(CellCorners) == sizeof(t.cell_corners[0]));
  table_ = Buffer<std::int32_t>(device, leaf_table(t));
  leaves_ = Buffer<LeafPlace>(device, leaves);
  cells_ = Buffer<std::int16_t>(device, cell_table(t));
  corners_ = Buffer<CellCorners>(device, {reinterpret_cast<const CellCorners*>(t.cell_corners.data()), t.cell_corners.size()});
  values_ = Buffer<Channels>(device, t.corners.size());
}

GridView Grid::view() const {
  return {lattice_.origin,          1.0f / lattice_.cell, 1.0f / lattice_.reference_length(), lattice_.extent(), lattice_.extent() / brick_edge,
          table_.data(),            leaves_.data(),       cells_.data(),                      corners_.data(),   values_.data()};
}

std::size_t Grid::bytes() const {
  return table_.size() * 4 + leaves_.size() * sizeof(LeafPlace) + cells_.size() * 2 + corners_.size() * sizeof(CellCorners) +
         values_.size() * sizeof(Channels);
}

}  // namespace asrg
