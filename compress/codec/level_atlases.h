#pragma once

#include "compress/codec/manifest.h"
#include "compress/codec/problems.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// A part of a level's atlas that has statistics of its own.
struct AtlasPart {
  int channel = 0;  ///< channel of the symbols in it, or octree_part
  std::vector<std::uint8_t> bytes;

  static constexpr int octree_part = -1;
};

/// The content of each level's atlas: octree codes, then the symbols of the channels.
/// @param manifests written: one per level
/// @throws Error (runtime) as encode_model
std::vector<std::vector<AtlasPart>> make_level_atlases(const Model& model, std::vector<LevelManifest>& manifests);

/// Decodes topology and symbols from the contents of the levels' atlases. Safe on untrusted input.
/// @param manifest as read_manifest() returned it
/// @param atlases one per level; advanced to their ends
/// @param model its quantisation must be set; topology and symbols are written
/// @param problems warnings are added
/// @throws ProblemError
void read_level_atlases(const Manifest& manifest, std::span<std::span<const std::uint8_t>> atlases, Model& model, Problems& problems);

}  // namespace asrg
