#pragma once

#include "compress/codec/manifest.h"

#include <cstdint>
#include <vector>

namespace asrg {

/// A piece of a level's atlas that has statistics of its own.
struct AtlasPart {
  int channel = 0;  ///< or octree_part
  std::vector<std::uint8_t> bytes;

  static constexpr int octree_part = -1;
};

/// The content of each level's atlas: octree codes, then the symbols of the channels. Sets the manifests of the levels.
/// @throws Error (runtime) as encode_model
std::vector<std::vector<AtlasPart>> make_level_atlases(const Model& model, std::vector<LevelManifest>& manifests);

}  // namespace asrg
