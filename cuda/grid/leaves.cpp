#include "cuda/grid/leaves.h"

#include "cuda/grid/distance.h"

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

}  // namespace

Leaves::Leaves(Device& device, const Topology& t, std::span<const std::int32_t> first) : lattice_(t.lattice) {
  std::vector<LeafPlace> places;
  for (std::size_t i = 0; i < t.bricks.size(); ++i) {
    const Brick& b = t.bricks[i];
    places.push_back({b.coordinate * (brick_edge * t.lattice.stride(b.level)), t.lattice.finest() - b.level, first[i]});
  }
  table_ = Buffer<std::int32_t>(device, leaf_table(t));
  places_ = Buffer<LeafPlace>(device, places);
}

LeavesView Leaves::view() const {
  return {lattice_.origin,    1.0f / lattice_.cell,           1.0f / lattice_.reference_length(),
          lattice_.extent(),  lattice_.extent() / brick_edge, table_.data(),
          places_.data()};
}

std::array<std::int32_t, brick_cells> cell_table(const Brick& brick) {
  std::int32_t slot = 0;
  std::array<std::int32_t, brick_cells> cells;
  cells.fill(-1);
  for (int z = 0; z < brick_edge; ++z)
    for (std::uint64_t word = brick.cells[z]; word; word &= word - 1) cells[z * 64 + std::countr_zero(word)] = slot++;
  write_empty_distances(cells, glm::ivec3(brick_edge), brick_edge);
  return cells;
}

}  // namespace asrg
