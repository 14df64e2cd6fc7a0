#pragma once

#include "cuda/grid/topology.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace asrg {

/// The limits of an .asrg file's contents: readers refuse more before they allocate memory for it.
struct FileLimits {
  static constexpr std::size_t cells = std::size_t{1} << 26;    ///< active cells
  static constexpr std::size_t corners = std::size_t{1} << 26;  ///< of all levels
  /// The number of corners that a file of that size may have. Real files have one or two per byte; one that describes a full cube without any
  /// detail could have a thousand, and would take gigabytes of memory for kilobytes of file.
  static constexpr std::size_t corners_in(std::size_t file_bytes) {
    return file_bytes < corners / 64 ? (std::size_t{1} << 20) + 64 * file_bytes : corners;
  }
  /// Leaves and the bricks that contain them. Deriving a topology takes about 1 kB per brick, also where it has only one cell.
  static constexpr std::size_t bricks = std::size_t{1} << 21;
  /// Bricks of the finest level that fit into the lattice: renderers keep a table with an entry for each.
  static constexpr std::int64_t finest_bricks = std::int64_t{1} << 26;
  static constexpr float number = 1e9f;       ///< largest position, quantisation step and cell edge; the smallest cell edge is its inverse
  static constexpr float least_step = 1e-9f;  ///< smallest quantisation step
};

/// Why a file cannot hold a grid on this lattice, as a clause ("the lattice has ..."); nothing where it can. The reader and the writer of files
/// check it, and the fit before its first step.
std::optional<std::string> why_not_storable(const Lattice& lattice);

/// The same for the topology's lattice, and for its numbers of cells, corners and bricks.
std::optional<std::string> why_not_storable(const Topology& topology);

}  // namespace asrg
