#pragma once

#include "compress/codec/manifest.h"

#include <cstdint>
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

}  // namespace asrg
