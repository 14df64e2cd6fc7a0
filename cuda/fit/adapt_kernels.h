#pragma once

#include "cuda/core/channels.h"
#include "cuda/grid/brick.h"
#include "cuda/grid/grid_view.h"
#include "cuda/render/interpolate.h"

namespace asrg {

/// See prune_cells. Index: word of the brick (fastest), brick.
struct PruneKernel {
  const Brick* bricks;
  const std::int32_t* cell_begin;
  const float* weight;
  float threshold;
  Brick* pruned;  ///< a copy of the bricks, of which cells are removed

  ASRG_HD void operator()(int i) const {
    const Brick& b = bricks[i / brick_edge];
    const int z = i % brick_edge;
    std::int32_t cell = cell_begin[i / brick_edge] + b.count_before(z);
    std::uint64_t kept = b.cells[z];
    each_bit(b.cells[z], [&](int bit) {
      if (weight[cell++] < threshold) kept &= ~(std::uint64_t{1} << bit);
    });
    pruned[i / brick_edge].cells[z] = kept;
  }
};

/// What choose_splits decides by.
struct BrickError {
  double error;
  std::int32_t cells, level;
};

/// Sums the cells' errors. Index: brick.
struct BrickErrorKernel {
  const Brick* bricks;
  const std::int32_t* cell_begin;
  const float* error;
  BrickError* of_brick;

  ASRG_HD void operator()(int i) const {
    double sum = 0;
    for (std::int32_t c = cell_begin[i]; c < cell_begin[i + 1]; ++c) sum += static_cast<double>(error[c]);
    of_brick[i] = {sum, cell_begin[i + 1] - cell_begin[i], bricks[i].level};
  }
};

/// Writes eight bricks for each brick: its children, or itself and seven empty ones. Index: word of the child (fastest), child, brick.
struct SplitKernel {
  Lattice lattice;
  const Brick* whole;   ///< the topology's bricks, to which cell_begin belongs
  const Brick* bricks;  ///< the same after pruning
  const std::uint8_t* split;
  const std::int32_t* cell_begin;
  const CellCorners* cell_corners;
  const Channels* values;
  float least_opacity;
  Brick* children;

  ASRG_HD void operator()(int i) const {
    const int z = i % brick_edge, k = i / brick_edge % 8, parent = i / (8 * brick_edge);
    const Brick& b = bricks[parent];
    const bool splits = split[parent] && b.level < lattice.finest();
    Brick& to = children[i / brick_edge];
    if (z == 0) {
      const Brick place = splits ? child_place(b, k) : b;
      to.coordinate = place.coordinate;
      to.level = place.level;
    }
    to.cells[z] = splits ? occupied(parent, b, k, z) : k == 0 ? b.cells[z] : 0;
  }

  /// Word z of the k-th child's cells, without those that are nearly empty.
  ASRG_HD std::uint64_t occupied(int parent, const Brick& b, int k, int z) const {
    const std::uint64_t all = child_cells(b, k, z);
    if (!all) return 0;
    // The width of a child cell in reference lengths.
    const float width = static_cast<float>(lattice.stride(b.level + 1)) / lattice.reference_length();
    const float least = logf(least_opacity / width);
    const int above_z = 4 * (k >> 2) + z / 2;
    const std::uint64_t above = whole[parent].cells[above_z];
    const std::int32_t first = cell_begin[parent] + whole[parent].count_before(above_z);
    std::uint64_t kept = all;
    each_bit(all, [&](int bit) {
      const int x = bit & 7, y = bit >> 3, cell = 8 * (4 * (k >> 1 & 1) + y / 2) + 4 * (k & 1) + x / 2;
      const CellCorners& corners = cell_corners[first + count_bits(above & ((std::uint64_t{1} << cell) - 1))];
      float density[8];
      for (int j = 0; j < 8; ++j) density[j] = values[corners.index[j]].v[0];
      if (highest_in_octant(density, {x & 1, y & 1, z & 1}) < least) kept &= ~(std::uint64_t{1} << bit);
    });
    return kept;
  }

  /// The highest value, interpolated from a cell's corners, at the corners of one of its octants.
  ASRG_HD static float highest_in_octant(const float* corners, glm::ivec3 octant) {
    float highest = min_log_extinction;
    for (int corner = 0; corner < 8; ++corner) {
      float w[8], density = 0;
      trilinear_weights(0.5f * glm::vec3(octant + cube_corner(corner)), w);
      for (int j = 0; j < 8; ++j) density += w[j] * corners[j];
      highest = density > highest ? density : highest;
    }
    return highest;
  }
};

/// Sums over a brick's cells and their corners of the brick's own level. A corner counts once for each cell that has it.
struct BrickEnergy {
  double energy;  ///< sum of the squared, scaled residuals
  std::int64_t corners;
};

/// Index: brick.
struct BrickEnergyKernel {
  const Brick* bricks;
  const std::int32_t* cell_begin;
  const CellCorners* cell_corners;
  const Channels* residuals;
  Channels inverse_scale;
  std::int32_t level_begin[Lattice::max_levels + 1];
  BrickEnergy* of_brick;

  ASRG_HD void operator()(int i) const {
    BrickEnergy sum{0, 0};
    const std::int32_t own = level_begin[bricks[i].level], own_end = level_begin[bricks[i].level + 1];
    for (std::int32_t c = cell_begin[i]; c < cell_begin[i + 1]; ++c)
      for (int k = 0; k < 8; ++k) {
        const std::int32_t corner = cell_corners[c].index[k];
        if (corner < own || corner >= own_end) continue;
        ++sum.corners;
        float squares = 0;
        for (int n = 0; n < Channels::count; ++n) {
          const float r = residuals[corner].v[n] * inverse_scale.v[n];
          squares += r * r;
        }
        sum.energy += static_cast<double>(squares);
      }
    of_brick[i] = sum;
  }
};

/// Where sibling leaves are to be merged, the first of them becomes their parent and the others become empty. Index: brick.
struct MergeKernel {
  int finest;
  const Brick* bricks;
  const std::uint64_t* origins;  ///< Morton codes of the bricks' first corners
  const BrickEnergy* energy;
  std::int32_t count;
  Brick* merged;  ///< a copy of the bricks, in which parents replace children

  ASRG_HD void operator()(int i) const {
    const int level = bricks[i].level, shift = 3 * (4 + finest - level);
    const auto same_parent = [&](std::int32_t j) { return origins[j] >> shift == origins[i] >> shift; };
    if (level == 0 || (i > 0 && same_parent(i - 1))) return;
    Brick parent{bricks[i].coordinate >> 1, level - 1, {}};
    BrickEnergy sum{0, 0};
    std::int32_t end = i;
    for (; end < count && same_parent(end); ++end) {
      if (bricks[end].level != level) return;  // a sibling has been split
      add_to_parent(parent, bricks[end]);
      sum.energy += energy[end].energy;
      sum.corners += energy[end].corners;
    }
    if (sum.energy >= static_cast<double>(sum.corners)) return;
    merged[i] = parent;
    for (std::int32_t j = i + 1; j < end; ++j) merged[j].cells = {};
  }
};

/// Writes 1 where a brick has cells, else 0. Index: brick.
struct OccupiedKernel {
  const Brick* bricks;
  std::int32_t* occupied;

  ASRG_HD void operator()(int i) const { occupied[i] = !bricks[i].empty(); }
};

/// Copies the bricks that have cells. Index: brick.
struct CompactBricksKernel {
  const Brick* bricks;
  const std::int32_t* place;  ///< exclusive prefix sums of OccupiedKernel's output
  Brick* to;

  ASRG_HD void operator()(int i) const {
    if (place[i] < place[i + 1]) to[place[i]] = bricks[i];
  }
};

/// CellStatistics over all slots: the largest weight, the sum of errors. Index: cell.
struct SumStatisticsKernel {
  const float* weights;              ///< slots * cells
  const float* errors;               ///< slots * cells
  const std::int64_t* fixed_errors;  ///< slots * cells, used instead of `errors`; null where errors are summed in floating point
  std::int64_t cells;
  int slots;
  double error_step;  ///< the unit of fixed_errors
  float* weight;
  float* error;

  ASRG_HD void operator()(int i) const {
    float highest = 0, sum = 0;
    std::int64_t fixed = 0;
    for (int s = 0; s < slots; ++s) {
      const std::int64_t at = s * cells + i;
      highest = weights[at] > highest ? weights[at] : highest;
      sum += errors[at];
      if (fixed_errors) fixed += fixed_errors[at];
    }
    weight[i] = highest;
    error[i] = fixed_errors ? static_cast<float>(static_cast<double>(fixed) * error_step) : sum;
  }
};

}  // namespace asrg
