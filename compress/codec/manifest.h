#pragma once

#include "compress/codec/channel_code.h"
#include "compress/codec/problems.h"
#include "compress/model/model.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace asrg {

constexpr int format_version = 2;

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
  ShaderWeights shader{};  ///< rounded to halves
  nlohmann::json provenance = nlohmann::json::object();
};

/// The largest numbers of cells and of corners that a file may hold.
constexpr std::size_t max_cells = std::size_t{1} << 26, max_corners = std::size_t{1} << 26;
/// The largest number of bricks of the finest level that the lattice may have room for: renderers keep a table of them.
constexpr std::int64_t max_finest_bricks = std::int64_t{1} << 26;

std::string write_manifest(const Manifest& manifest);

/// Safe on untrusted input: whatever is returned has been checked, save that counts must agree with the octree.
/// @throws ProblemError
Manifest read_manifest(std::span<const std::uint8_t> json);

/// The shader's weights as the file keeps them: halves.
void round_shader(ShaderWeights& weights);

}  // namespace asrg
