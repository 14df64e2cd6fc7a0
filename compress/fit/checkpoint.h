#pragma once

#include "cuda/fit/fit_engine.h"

#include <filesystem>

namespace asrg {

/// How far a fit's schedule has come.
struct FitPosition {
  float fraction = 0;  ///< 0..1 of the whole fit
  double seconds = 0;  ///< spent so far, in all sessions
  std::int32_t steps = 0;
  std::int64_t samples = 0;
  double passes = 0;          ///< rays, as a multiple of the pixels that patches are drawn from
  double mse = 0;             ///< running mean
  std::int32_t splits = 0;    ///< splits done
  float next_prune = 0;       ///< fraction
  float next_rate_check = 0;  ///< fraction
  float pressure = 1;         ///< factor on penalties and quantisation steps, raised until the file is small enough
  std::uint8_t merged = 0;
  std::uint8_t quantising = 0;
  QuantisationSteps quantisation{};
};

/// Everything needed to go on with a fit as if it had not been stopped.
struct FitCheckpoint {
  std::uint64_t scene = 0;  ///< fingerprint of the photos' names, sizes and cameras
  std::uint32_t seed = 0;
  Lattice lattice;
  std::vector<Brick> bricks;
  FitState state;
  FitPosition position;
};

/// Writes a checkpoint, wholly or not at all: the former one stays until the new one is complete, also through kill -9.
/// A private format for the same version of the program on the same machine.
/// @throws Error (io) naming the file
void write_checkpoint(const std::filesystem::path& path, const FitCheckpoint& checkpoint);

/// @throws Error (io) where it cannot be read or is truncated, (invalid_file) where it is no checkpoint or damaged, (unsupported) where it
/// is another version's
FitCheckpoint read_checkpoint(const std::filesystem::path& path);

}  // namespace asrg
