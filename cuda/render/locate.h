#pragma once

#include "cuda/grid/look_up.h"
#include "cuda/render/interpolate.h"

#include <optional>

namespace asrg {

/// The active cell that a position lies in, as a Sample for interpolate(), with t = dt = 0. A cell's lower faces belong to it, and so do upper faces
/// that lie on the lattice's upper border.
/// @param p lattice units, see Lattice::to_lattice
/// @return nothing outside the grid, where no cell is active, and for NaN
template <class View>
ASRG_HD inline std::optional<Sample> locate(const View& g, glm::vec3 p) {
  const glm::vec3 extent(g.extent);
  const bool inside = p.x >= 0 && p.y >= 0 && p.z >= 0 && p.x <= extent.x && p.y <= extent.y && p.z <= extent.z;
  if (!inside) return std::nullopt;
  const glm::ivec3 point(p);
  const std::int32_t leaf = leaf_of_entry(g.table, g.table_size, table_entry(g.table_size, point));
  if (leaf < 0) return std::nullopt;
  const LeafPlace place = g.leaves[leaf];
  const glm::ivec3 at = cell_of_leaf(place, point);
  const int cell = cells_of(g, leaf, place)(at);
  if (cell < 0) return std::nullopt;
  const float scale = 1.0f / static_cast<float>(1 << place.shift);
  return Sample{.key = place.first + cell,
                .fraction = (p - glm::vec3(place.origin)) * scale - glm::vec3(at),
                .t = 0,
                .dt = 0,
                .shift = place.shift,
                .at = at};
}

}  // namespace asrg
