#pragma once

#include "cuda/grid/topology.h"

#include <array>
#include <cstdint>
#include <vector>

namespace asrg {

/// The stored (not hanging) corners of one level in the order in which their symbols are coded, and the neighbours that predict them.
///
/// On a level l > 0 the corners are coded in three stages: those in the middle of an edge of a coarser cell (one coordinate odd, in units of
/// the level's cells), then of a face (two odd), then of a cell (three odd); within a stage in canonical order. The neighbours of a corner
/// are those corners of the same level that lie one cell before and behind it along its odd axes: none for an edge, four edges for a face, six
/// faces for a cell. Level 0 is one stage; a corner's neighbours are those one cell before it along x, y and z.
struct LevelCorners {
  static constexpr int max_neighbours = 6;

  LevelCorners(const Topology& topology, int level);

  int level;
  std::vector<std::int32_t> corner;                                  ///< indices into the topology's corners, stage by stage
  std::vector<std::int32_t> stage_begin;                             ///< stages + 1 entries: where in `corner` each stage begins
  std::vector<std::array<std::int32_t, max_neighbours>> neighbours;  ///< per entry of `corner`: indices into the topology's corners, or -1;
                                                                     ///< pairs of one axis (before, behind), on level 0 x, y, z
};

}  // namespace asrg
