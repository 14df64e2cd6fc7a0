#include "cuda/grid/grid.h"

#include <tbb/parallel_for.h>

#include <algorithm>

namespace asrg {
namespace {

std::vector<std::int16_t> all_cells(const Topology& t) {
  std::vector<std::int16_t> cells(t.bricks.size() * brick_cells);
  tbb::parallel_for(std::size_t{0}, t.bricks.size(), [&](std::size_t i) {
    const auto own = cell_table(t.bricks[i]);
    std::copy(own.begin(), own.end(), cells.begin() + static_cast<std::ptrdiff_t>(i * brick_cells));
  });
  return cells;
}

}  // namespace

Grid::Grid(Device& device, const Topology& t) : leaves_(device, t, std::span(t.cell_begin).first(t.bricks.size())) {
  static_assert(sizeof(CellCorners) == sizeof(t.cell_corners[0]));
  cells_ = Buffer<std::int16_t>(device, all_cells(t));
  corners_ = Buffer<CellCorners>(device, {reinterpret_cast<const CellCorners*>(t.cell_corners.data()), t.cell_corners.size()});
  values_ = Buffer<Channels>(device, t.corners.size());
}

GridView Grid::view() const { return {leaves_.view(), cells_.data(), corners_.data(), values_.data()}; }

std::size_t Grid::bytes() const {
  return leaves_.bytes() + cells_.size() * sizeof(std::int16_t) + corners_.size() * sizeof(CellCorners) + values_.size() * sizeof(Channels);
}

}  // namespace asrg
