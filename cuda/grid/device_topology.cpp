#include "cuda/grid/device_topology.h"

#include "cuda/core/error.h"
#include "cuda/core/launch.h"
#include "cuda/grid/topology_kernels.h"

#include <algorithm>
#include <string>

namespace asrg {
namespace {

constexpr int brick_grain = 32, corner_grain = 4096;

/// The index of each level's first key, on the host.
/// @param values see LevelBeginKernel @param value_begin gets the entry of `values` at each of those indices
std::vector<std::int32_t> level_begins(Device& device, int levels, const Buffer<std::uint64_t>& keys,
                                       const Buffer<std::int32_t>* values = nullptr, std::vector<std::int32_t>* value_begin = nullptr) {
  const auto n = static_cast<std::size_t>(levels) + 1;
  Buffer<std::int32_t> begin(device, n), second(device, n);
  launch(device, "topology: levels", levels + 1,
         LevelBeginKernel{keys.data(), static_cast<std::int32_t>(keys.size()), values ? values->data() : nullptr, begin.data(),
                          second.data()});
  if (value_begin) *value_begin = second.download();
  return begin.download();
}

void copy_levels(const std::vector<std::int32_t>& from, std::int32_t* to) { std::copy(from.begin(), from.end(), to); }

}  // namespace

Buffer<std::uint64_t> leaf_origins(Device& device, const Lattice& lattice, const Buffer<Brick>& bricks) {
  Buffer<std::uint64_t> origins(device, bricks.size());
  launch(device, "topology: origins", static_cast<int>(bricks.size()), OriginsKernel{lattice, bricks.data(), origins.data()}, 1024);
  return origins;
}

DeviceTopology::DeviceTopology(Device& device, const Lattice& lattice, Buffer<Brick> bricks, std::int32_t most_corners)
    : lattice_(lattice), bricks_(std::move(bricks)) {
  const int n = brick_count(), levels = lattice.levels;
  const Buffer<std::uint64_t> origins = leaf_origins(device, lattice, bricks_);
  const LeafList leaves{lattice, bricks_.data(), origins.data(), n};

  cell_begin_ = Buffer<std::int32_t>(device, bricks_.size() + 1);
  launch(device, "topology: count cells", n, CountCellsKernel{bricks_.data(), cell_begin_.data()}, 1024);
  const std::int32_t cells = exclusive_scan(device, cell_begin_);

  Buffer<std::uint64_t> node_keys(device, static_cast<std::size_t>(n) * levels);
  launch(device, "topology: nodes", n * levels, NodeKeysKernel{bricks_.data(), levels, node_keys.data()}, 1024);
  node_keys = sort_unique(device, std::move(node_keys), level_key_bits);
  const std::vector<std::int32_t> node_begin = level_begins(device, levels, node_keys);
  Buffer<Brick> nodes(device, node_keys.size());
  for (int level = levels - 1; level >= 0; --level) {
    const std::int32_t begin = node_begin[level], end = node_begin[level + 1];
    launch(device, "topology: nodes", end - begin,
           NodesKernel{.leaves = leaves,
                       .keys = node_keys.data(),
                       .nodes = nodes.data(),
                       .level = level,
                       .begin = begin,
                       .end = end,
                       .finer_end = node_begin[std::min(level + 2, levels)]},
           brick_grain);
  }

  Buffer<std::uint64_t> block_keys(device, nodes.size() * 8);
  launch(device, "topology: corners", static_cast<int>(nodes.size() * 8), BlockKeysKernel{nodes.data(), block_keys.data()}, 1024);
  block_keys = sort_unique(device, std::move(block_keys), level_key_bits);
  const int block_count = static_cast<int>(block_keys.size());
  Buffer<CornerBlock> blocks(device, block_keys.size());
  Buffer<std::int32_t> first(device, block_keys.size() + 1);
  BlocksKernel make_blocks{.node_keys = node_keys.data(),
                           .nodes = nodes.data(),
                           .node_begin = {},
                           .keys = block_keys.data(),
                           .blocks = blocks.data(),
                           .counts = first.data()};
  copy_levels(node_begin, make_blocks.node_begin);
  launch(device, "topology: corners", block_count, make_blocks, brick_grain);
  const std::int32_t corners = exclusive_scan(device, first);
  if (corners > most_corners)
    throw Error(ErrorKind::invalid_file,
                "the grid has " + std::to_string(corners) + " corners, accepted are " + std::to_string(most_corners));
  corners_ = Buffer<std::uint64_t>(device, static_cast<std::size_t>(corners));
  launch(device, "topology: corners", block_count,
         NumberCornersKernel{block_keys.data(), first.data(), lattice.finest(), blocks.data(), corners_.data()}, brick_grain);

  CornerIndex index{block_keys.data(), blocks.data(), {}, lattice.finest()};
  copy_levels(level_begins(device, levels, block_keys, &first, &level_begin_), index.level_begin);
  parents_ = Buffer<std::array<std::int32_t, 8>>(device, corners_.size());
  hanging_ = Buffer<std::uint8_t>(device, corners_.size());
  launch(device, "topology: link corners", corner_count(),
         LinkParentsKernel{index, leaves, corners_.data(), parents_.data(), hanging_.data()}, corner_grain);
  cell_corners_ = Buffer<CellCorners>(device, static_cast<std::size_t>(cells));
  launch(device, "topology: link cells", n * brick_edge,
         LinkCellsKernel{index, lattice, bricks_.data(), cell_begin_.data(), cell_corners_.data()}, brick_grain * brick_edge);
}

DeviceTopology::DeviceTopology(Device& device, const Topology& t)
    : lattice_(t.lattice),
      level_begin_(t.level_begin),
      bricks_(device, t.bricks),
      corners_(device, t.corners),
      parents_(device, t.parents),
      hanging_(device, t.hanging),
      cell_begin_(device, t.cell_begin),
      cell_corners_(device, {reinterpret_cast<const CellCorners*>(t.cell_corners.data()), t.cell_corners.size()}) {}

Topology DeviceTopology::download() const& {
  Topology t;
  t.lattice = lattice_;
  t.bricks = bricks_.download();
  t.corners = corners_.download();
  t.level_begin = level_begin_;
  t.parents = parents_.download();
  t.hanging = hanging_.download();
  t.cell_begin = cell_begin_.download();
  static_assert(sizeof(CellCorners) == sizeof(t.cell_corners[0]));
  t.cell_corners.resize(cell_corners_.size());
  cell_corners_.download_to(reinterpret_cast<CellCorners*>(t.cell_corners.data()));
  return t;
}

Topology DeviceTopology::download() && {
  Topology t;
  t.lattice = lattice_;
  t.level_begin = std::move(level_begin_);
  t.cell_corners.resize(cell_corners_.size());
  cell_corners_.download_to(reinterpret_cast<CellCorners*>(t.cell_corners.data()));
  cell_corners_ = {};
  const auto take = [](auto& buffer, auto& to) {
    to = buffer.download();
    buffer = {};
  };
  take(parents_, t.parents);
  take(corners_, t.corners);
  take(hanging_, t.hanging);
  take(bricks_, t.bricks);
  take(cell_begin_, t.cell_begin);
  return t;
}

std::size_t DeviceTopology::bytes() const {
  return bricks_.size() * sizeof(Brick) + corners_.size() * (sizeof(std::uint64_t) + sizeof(parents_.data()[0]) + 1) +
         cell_begin_.size() * sizeof(std::int32_t) + cell_corners_.size() * sizeof(CellCorners);
}

}  // namespace asrg
