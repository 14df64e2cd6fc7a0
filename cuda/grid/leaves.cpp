#include "cuda/grid/leaves.h"

#include "cuda/core/launch.h"
#include "cuda/grid/device_topology.h"
#include "cuda/grid/distance.h"
#include "cuda/grid/topology_kernels.h"

namespace asrg {
namespace {

struct PlacesKernel {
  Lattice lattice;
  const Brick* bricks;
  const std::int32_t* first;
  LeafPlace* places;

  ASRG_HD void operator()(int i) const { places[i] = {brick_origin(lattice, bricks[i]), lattice.finest() - bricks[i].level, first[i]}; }
};

/// Writes LeavesView::table, with -1 where no leaf is. Index: row of the table along x.
struct LeafTableKernel {
  LeafList leaves;
  glm::ivec3 size;
  std::int32_t* table;

  ASRG_HD void operator()(int row) const {
    const int y = row % size.y, z = row / size.y;
    for (int x = 0; x < size.x;) {
      const std::int32_t leaf = leaves.find(glm::ivec3(x, y, z) * brick_edge);
      const int width = leaf < 0 ? 1 : leaves.lattice.stride(leaves.bricks[leaf].level);
      for (int end = x + width; x < end; ++x) table[static_cast<std::int64_t>(row) * size.x + x] = leaf;
    }
  }
};

}  // namespace

Leaves::Leaves(Device& device, const Lattice& lattice, const Buffer<Brick>& bricks, const std::int32_t* first) : lattice_(lattice) {
  const int n = static_cast<int>(bricks.size());
  const Buffer<std::uint64_t> origins = leaf_origins(device, lattice, bricks);
  places_ = Buffer<LeafPlace>(device, bricks.size());
  launch(device, "topology: places", n, PlacesKernel{lattice, bricks.data(), first, places_.data()}, 1024);
  const glm::ivec3 size = lattice.extent() / brick_edge;
  table_ = Buffer<std::int32_t>(device, static_cast<std::size_t>(size.x) * size.y * size.z);
  launch(device, "topology: leaf table", size.y * size.z, LeafTableKernel{{lattice, bricks.data(), origins.data(), n}, size, table_.data()},
         16);
  write_empty_distances(device, table_.data(), size, 127);
}

LeavesView Leaves::view() const {
  return {.origin = lattice_.origin,
          .inverse_cell = 1.0f / lattice_.cell,
          .inverse_reference = 1.0f / lattice_.reference_length(),
          .extent = lattice_.extent(),
          .table_size = lattice_.extent() / brick_edge,
          .table = table_.data(),
          .leaves = places_.data(),
          .reach = lattice_.surroundings ? surroundings_reach : 0.0f};
}

}  // namespace asrg
