#pragma once

#include "compress/codec/manifest.h"
#include "tests/fuzz/fuzz.h"

#include <array>

namespace asrg::fuzz {

/// What is below a file's archive, model.json and PNGs: the lattice, how symbols are coded, and the content of each level's atlas.
struct LevelsInput {
  static constexpr int most_levels = 4, most_base_bricks = 2, files = 1 + most_levels;

  Manifest manifest;  ///< without the numbers of corners
  std::vector<Bytes> atlases;
  /// Added to the right numbers of corners and of stored corners of each level: as with checksums, hardly any input would have right ones by chance.
  std::array<std::array<int, 2>, most_levels> errors{};
};

/// Any bytes are an input: a bundle of a header and of the atlases.
LevelsInput parse_levels(std::span<const std::uint8_t> bytes);

/// The input of such a file, whose lattice has at most as many levels and base bricks; steps are rounded.
/// @param atlases one per level
Bytes levels_bytes(const Manifest& manifest, std::span<const Bytes> atlases);

}  // namespace asrg::fuzz
