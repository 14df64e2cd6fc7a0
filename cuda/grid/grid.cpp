#include "cuda/grid/grid.h"

#include "cuda/core/launch.h"

namespace asrg {
namespace {

struct CellTablesKernel {
  const Brick* bricks;
  ActiveCells* active;
  std::int8_t* cells;

  ASRG_HD void operator()(int i) const {
    write_cell_distances(bricks[i], cells + static_cast<std::int64_t>(i) * brick_cells);
    active[i] = ActiveCells::of(bricks[i]);
  }
};

}  // namespace

template <class Value>
ValuesGrid<Value>::ValuesGrid(Device& device, std::shared_ptr<const DeviceTopology> topology)
    : topology_(std::move(topology)),
      leaves_(device, topology_->lattice(), topology_->bricks(), topology_->cell_begin()),
      active_(device, topology_->bricks().size()),
      cells_(device, topology_->bricks().size() * brick_cells),
      values_(device, static_cast<std::size_t>(topology_->corner_count())) {
  launch(device, "topology: cell tables", topology_->brick_count(),
         CellTablesKernel{topology_->bricks().data(), active_.data(), cells_.data()}, 32);
}

template <class Value>
ValuesView<Value> ValuesGrid<Value>::view() const {
  return {leaves_.view(), active_.data(), cells_.data(), topology_->cell_corners(), values_.data()};
}

template <class Value>
std::size_t ValuesGrid<Value>::bytes() const {
  return topology_->bytes() + leaves_.bytes() + active_.size() * sizeof(ActiveCells) + cells_.size() + values_.size() * sizeof(Value);
}

template class ValuesGrid<Channels>;
template class ValuesGrid<HalfChannels>;

}  // namespace asrg
