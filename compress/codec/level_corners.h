#pragma once

#include "cuda/grid/topology.h"

#include <array>
#include <cstdint>
#include <vector>

namespace asrg {

/// The stored (not hanging) corners of one level in the order in which their symbols are coded, and the neighbours that predict them.
///
/// On a level l > 0 the corners are coded in three stages: those in the middle of an edge of a coarser cell (one coordinate odd, in units of
/// the level's cells), then of a face (two odd), then of a cell (three odd); within a stage in canonical order. Apart from corners in the middle of an
/// edge, which have none, the neighbours of a corner are the corners of the same level one cell before and one behind it along its odd axes: for a
/// face four in the middle of edges, for a cell six in the middle of faces. Level 0 is one stage; there a corner's neighbours are those one cell
/// before it along x, y and z.
struct LevelCorners {
  static constexpr int max_neighbours = 6;

  LevelCorners(const Topology& topology, int level);

  int level;
  std::vector<std::int32_t> corner;                                  ///< indices into the topology's corners, stage by stage
  std::vector<std::int32_t> stage_begin;                             ///< stages + 1 entries: index in `corner` of each stage's first
  std::vector<std::array<std::int32_t, max_neighbours>> neighbours;  ///< per entry of `corner`: indices into the topology's corners, or -1;
                                                                     ///< pairs of one axis (before, behind), on level 0 x, y, z
};

}  // namespace asrg
