#pragma once

#include "compress/codec/octree_limits.h"
#include "compress/codec/problems.h"
#include "cuda/grid/topology.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// Leaf bricks as bytes, for each level some. A cell is *present* where it is an active cell of a leaf or contains one; a brick is
/// present where one of its cells is; a present brick is a leaf or split.
///
///   level 0   one bit per base brick (x fastest, then y, then z; lowest bit first; zero-padded): is it present?
///             then 64 bytes per present brick in Morton order: bit j of byte i says whether its cell with Morton code 8 i + j is present
///   level l   one bit per present brick of level l - 1 in Morton order: is it split?
///             then one byte for each present cell of the split bricks: which of its eight children are present; never 0.
///
/// Child bytes are written after the cell has been mirrored and its axes have been permuted, and in an order in which similar bytes follow each other.
/// Along each axis a cell has two neighbours of its level, of which 0, 1 or 2 are present. Where only the one at the smaller coordinate is present, the
/// cell is mirrored along that axis. Then the axes are sorted by the number of present neighbours, ascending and stable: the first takes the
/// role of x, the next of y, the last of z. Bit j is the child at x = j & 1, y = j >> 1 & 1, z = j >> 2 & 1. Bytes are ordered by ascending
/// class, 9 a + 3 b + c of the sorted numbers a <= b <= c, those of one class by the Morton codes of their cells.
///
/// The cells of level l that belong to bricks that are not split are the active cells of leaves; on the finest level all are.
std::vector<std::vector<std::uint8_t>> encode_octree(const Lattice& lattice, std::span<const Brick> leaves);

/// Decodes the leaves, in no particular order, from the beginnings of `atlases`, which are advanced. Safe on untrusted codes;
/// the lattice must have been checked. Memory: up to about 50 bytes for each announced corner and 80 for each brick.
/// @param atlases the bytes of each level
/// @param problems warnings are added
/// @throws ProblemError
std::vector<Brick> decode_octree(const Lattice& lattice, std::span<std::span<const std::uint8_t>> atlases, const OctreeLimits& limits,
                                 Problems& problems);

}  // namespace asrg
