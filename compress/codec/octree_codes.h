#pragma once

#include "compress/codec/problems.h"
#include "cuda/grid/topology.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// Leaf bricks as bytes, one run of bytes a level. A cell is *present* where it is an active cell of a leaf or contains one; a brick is
/// present where one of its cells is; a present brick is a leaf or split.
///
///   level 0   one bit a base brick (x fastest, then y, then z; lowest bit first; zero-padded): present?
///             then 64 bytes a present brick in Morton order: bit j of byte i says whether its cell with Morton code 8 i + j is present
///   level l   one bit a present brick of level l - 1 in Morton order: split?
///             then one byte for each present cell of the split bricks in Morton order: bit j says whether child cell j (x + 2 y + 4 z) is
///             present; never 0. The run is empty where no brick of level l - 1 is split.
///
/// The cells of level l that belong to bricks that are not split are the active cells of leaves; on the finest level all are.
std::vector<std::vector<std::uint8_t>> encode_octree(const Lattice& lattice, std::span<const Brick> leaves);

/// The leaves, in no particular order. Safe on untrusted codes; the lattice must have been checked.
/// @param codes one run a level
/// @param max_cells the largest number of present cells, of all levels together, that is accepted
/// @param problems gets warnings
/// @throws ProblemError
std::vector<Brick> decode_octree(const Lattice& lattice, std::span<const std::vector<std::uint8_t>> codes, std::size_t max_cells,
                                 Problems& problems);

}  // namespace asrg
