#include "cuda/fit/adapt.h"

#include "cuda/core/launch.h"
#include "cuda/core/primitives.h"
#include "cuda/fit/adapt_kernels.h"

#include <algorithm>

namespace asrg {
namespace {

constexpr int grain = 64;

Buffer<Brick> copy_of(Device& device, const Buffer<Brick>& bricks) {
  Buffer<Brick> copy(device, bricks.size());
  device.copy(copy.data(), bricks.data(), bricks.size() * sizeof(Brick));
  return copy;
}

}  // namespace

Buffer<Brick> prune_cells(Device& device, const DeviceTopology& t, const float* weight, float threshold) {
  Buffer<Brick> pruned = copy_of(device, t.bricks());
  launch(device, "topology: prune", t.brick_count() * brick_edge,
         PruneKernel{t.bricks().data(), t.cell_begin(), weight, threshold, pruned.data()}, grain * brick_edge);
  return pruned;
}

std::vector<std::uint8_t> choose_splits(Device& device, const DeviceTopology& t, const float* error, float share, std::int64_t max_cells) {
  Buffer<BrickError> on_device(device, t.bricks().size());
  launch(device, "topology: errors", t.brick_count(), BrickErrorKernel{t.bricks().data(), t.cell_begin(), error, on_device.data()}, grain);
  const std::vector<BrickError> bricks = on_device.download();
  double total = 0;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < bricks.size(); ++i) {
    if (bricks[i].level == t.lattice().finest()) continue;
    total += bricks[i].error;
    order.push_back(i);
  }
  const auto density = [&](std::size_t i) { return bricks[i].error / bricks[i].cells; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return density(a) > density(b); });
  std::vector<std::uint8_t> split(bricks.size(), 0);
  double covered = 0;
  std::int64_t cells = 0;
  for (const std::size_t i : order) {
    cells += 8 * bricks[i].cells;
    if (covered > share * total || cells > max_cells) break;
    covered += bricks[i].error;
    split[i] = 1;
  }
  return split;
}

Buffer<Brick> split_occupied(Device& device, const DeviceTopology& t, const Buffer<Brick>& bricks, const std::vector<std::uint8_t>& split,
                             const Channels* values, float least_opacity) {
  const Buffer<std::uint8_t> on_device(device, split);
  Buffer<Brick> children(device, bricks.size() * 8);
  launch(device, "topology: split", t.brick_count() * 8 * brick_edge,
         SplitKernel{.lattice = t.lattice(),
                     .whole = t.bricks().data(),
                     .bricks = bricks.data(),
                     .split = on_device.data(),
                     .cell_begin = t.cell_begin(),
                     .cell_corners = t.cell_corners(),
                     .values = values,
                     .least_opacity = least_opacity,
                     .children = children.data()},
         grain * 8);
  return children;
}

Buffer<Brick> merge_flat_bricks(Device& device, const DeviceTopology& t, const Channels* residuals, const Channels& scale) {
  Buffer<BrickEnergy> energy(device, t.bricks().size());
  BrickEnergyKernel k{.bricks = t.bricks().data(),
                      .cell_begin = t.cell_begin(),
                      .cell_corners = t.cell_corners(),
                      .residuals = residuals,
                      .inverse_scale = {},
                      .level_begin = {},
                      .of_brick = energy.data()};
  for (int c = 0; c < Channels::count; ++c) k.inverse_scale.v[c] = 1.0f / scale.v[c];
  std::copy(t.level_begin().begin(), t.level_begin().end(), k.level_begin);
  launch(device, "topology: merge", t.brick_count(), k, grain);
  Buffer<Brick> merged = copy_of(device, t.bricks());
  const Buffer<std::uint64_t> origins = leaf_origins(device, t.lattice(), t.bricks());
  launch(device, "topology: merge", t.brick_count(),
         MergeKernel{.finest = t.lattice().finest(),
                     .bricks = t.bricks().data(),
                     .origins = origins.data(),
                     .energy = energy.data(),
                     .count = t.brick_count(),
                     .merged = merged.data()},
         grain);
  return merged;
}

Buffer<Brick> without_empty(Device& device, const Buffer<Brick>& bricks) {
  const int n = static_cast<int>(bricks.size());
  Buffer<std::int32_t> place(device, bricks.size() + 1);
  launch(device, "topology: drop empty", n, OccupiedKernel{bricks.data(), place.data()}, 1024);
  Buffer<Brick> kept(device, static_cast<std::size_t>(exclusive_scan(device, place)));
  launch(device, "topology: drop empty", n, CompactBricksKernel{bricks.data(), place.data(), kept.data()}, 1024);
  return kept;
}

}  // namespace asrg
