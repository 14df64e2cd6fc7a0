#pragma once

#include "cuda/grid/topology.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace asrg {

/// What an .asrg file may hold at most: readers refuse more before they allocate memory for it.
struct FileLimits {
  static constexpr std::size_t cells = std::size_t{1} << 26;    ///< active cells
  static constexpr std::size_t corners = std::size_t{1} << 26;  ///< of all levels
  /// Corners that a file of so many bytes may have. Real ones have one or two a byte; a full cube without any detail could have a thousand,
  /// and take gigabytes of memory for kilobytes of file.
  static constexpr std::size_t corners_in(std::size_t file_bytes) {
    return file_bytes < corners / 64 ? (std::size_t{1} << 20) + 64 * file_bytes : corners;
  }
  /// Leaves and the bricks that contain them. Deriving a topology takes about 1 kB a brick, also where it has one cell only.
  static constexpr std::size_t bricks = std::size_t{1} << 21;
  /// Bricks of the finest level that the lattice has room for: renderers keep a table of them.
  static constexpr std::int64_t finest_bricks = std::int64_t{1} << 26;
  static constexpr float number = 1e9f;       ///< positions, steps, the edge of a cell; the smallest cell is its inverse
  static constexpr float least_step = 1e-9f;  ///< of quantisation
};

/// Why a file cannot hold a grid on this lattice, as a clause ("the lattice has ..."); nothing where it can. The reader of files, the writer
/// and the fit, before its first step, all ask here.
std::optional<std::string> why_not_storable(const Lattice& lattice);

/// The same, and whether the grid is too large.
std::optional<std::string> why_not_storable(const Topology& topology);

}  // namespace asrg
