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

/// The version that is written; earlier ones are read, too.
constexpr int format_version = 5;
/// Largest model.json that is accepted. That of a model of ten thousand photos has about half a megabyte.
constexpr std::size_t max_manifest_bytes = std::size_t{1} << 22;

/// The part of model.json about one level.
struct LevelManifest {
  std::int32_t corners = 0;  ///< corners of this level
  std::int32_t stored = 0;   ///< corners of this level that are not hanging
  std::size_t bytes = 0;     ///< octree codes and symbols in the level's atlas; 0: there is no atlas
  std::array<Coding, Channels::count> coding{};
  Channels step{};
};

/// The content of model.json.
struct Manifest {
  Lattice lattice;
  std::vector<LevelManifest> levels;
  Channels offset{};
  BackgroundKind background = BackgroundKind::white;
  int supersample = 1;
  float sample_distance = default_sample_distance;
  float highlight_step = 0;             ///< quantisation step of the map of highlights; 0: there is no map
  bool lobes = true;                    ///< does the shader have lobes? True from version 4 on
  std::optional<ShaderWeights> shader;  ///< of versions 1 and 2; in later ones the shader is an entry of its own
  JsonValue provenance;
};

/// The text of model.json, in the newest version.
/// @throws Error (runtime) where a number is not finite
std::string write_manifest(const Manifest& manifest);

/// Reads model.json. Safe on untrusted input: all numbers are checked, but whether the counts agree with the octree shows only when that is decoded. No
/// level has more bytes than its announced corners can need.
/// @throws ProblemError
Manifest read_manifest(std::span<const std::uint8_t> json);

}  // namespace asrg
