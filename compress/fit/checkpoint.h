#pragma once

#include "compress/fit/fit_options.h"
#include "compress/scene/scene.h"
#include "cuda/fit/fit_engine.h"

#include <filesystem>

namespace asrg {

/// How far a fit's schedule has come.
struct FitPosition {
  float fraction = 0;  ///< 0..1 of the whole fit
  double seconds = 0;  ///< spent so far, in all sessions
  std::int32_t steps = 0;
  std::int64_t samples = 0;
  double passes = 0;        ///< rays, as a multiple of the pixels that patches are drawn from
  double mse = 0;           ///< running mean
  std::int32_t splits = 0;  ///< splits done
  float next_prune = 0;     ///< fraction
  float pressure = 1;       ///< see Fit::pressure
  std::uint8_t merged = 0;
  std::uint8_t quantising = 0;
  std::uint8_t judged = 0;      ///< was it decided whether photos are put right?
  std::uint8_t poses_stay = 0;  ///< then, that cameras are taken as they are
  std::uint8_t exposure_stays = 0;
  QuantisationSteps quantisation{};
};

/// The options that a fit keeps from its first step to its last: another value would be another fit. Without gaps.
struct LastingOptions {
  std::int32_t resolution;
  float quality, ssim_weight;
  std::int32_t background, surroundings, has_box, supersample;
  PutRight poses, exposure;
  glm::vec3 box_min, box_max;
  std::uint32_t seed;
  Tuning tuning;
};
LastingOptions lasting_options(const FitOptions& options);

/// Everything needed to go on with a fit as if it had not been stopped.
struct FitCheckpoint {
  std::uint64_t scene = 0;  ///< see fingerprint()
  LastingOptions options{};
  Lattice lattice;
  std::vector<Brick> bricks;
  FitState state;
  FitPosition position;
};

/// Tells scenes apart: names, cameras, sizes, pixels and masks of the photos to fit.
std::uint64_t fingerprint(const Scene& scene);

/// @throws Error (arguments) where it was begun with other photos or options than these, naming the option
void check_belongs(const FitCheckpoint& checkpoint, const Scene& scene, const FitOptions& options);

/// @param places how many places patches are drawn from
/// @throws Error (invalid_file) where the state has not one entry a corner of the topology, or numbers of texels or places that cannot be
void check_consistent(const FitState& state, const Topology& topology, std::size_t places);

/// Writes a checkpoint, wholly or not at all: the former one stays until the new one is complete, also through kill -9.
/// A private format for the same version of the program on the same machine.
/// @throws Error (io) naming the file
void write_checkpoint(const std::filesystem::path& path, const FitCheckpoint& checkpoint);

/// @throws Error (io) where it cannot be read or is truncated, (invalid_file) where it is no checkpoint or damaged, (unsupported) where it
/// is another version's
FitCheckpoint read_checkpoint(const std::filesystem::path& path);

}  // namespace asrg
