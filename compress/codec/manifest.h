#pragma once

#include "compress/codec/channel_code.h"
#include "compress/codec/problems.h"
#include "compress/model/model.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// What is written; earlier ones are read, too.
constexpr int format_version = 5;
/// model.json of a model with ten thousand photos has about half a megabyte.
constexpr std::size_t max_manifest_bytes = std::size_t{1} << 22;

/// What model.json says of one level.
struct LevelManifest {
  std::int32_t corners = 0;  ///< corners of this level
  std::int32_t stored = 0;   ///< those that are not hanging
  std::size_t bytes = 0;     ///< octree codes and symbols in the level's atlas; 0: there is no atlas
  std::array<Coding, Channels::count> coding{};
  Channels step{};
};

/// What model.json says.
struct Manifest {
  Lattice lattice;
  std::vector<LevelManifest> levels;
  Channels offset{};
  BackgroundKind background = BackgroundKind::white;
  int supersample = 1;
  float sample_distance = 0.5f;
  float highlight_step = 0;             ///< of the map of highlights; 0: there is none
  bool lobes = true;                    ///< has the shader any; from version 4 on
  std::optional<ShaderWeights> shader;  ///< of versions 1 and 2; later ones have an entry of its own
  JsonValue provenance;
};

/// As the newest version; without the shader.
/// @throws Error (runtime) where a number is not finite
std::string write_manifest(const Manifest& manifest);

/// Safe on untrusted input: whatever is returned has been checked, save that counts must agree with the octree. No level has more bytes than
/// its announced corners can need.
/// @throws ProblemError
Manifest read_manifest(std::span<const std::uint8_t> json);

}  // namespace asrg
