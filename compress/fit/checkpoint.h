#pragma once

#include "compress/fit/fit_options.h"
#include "compress/scene/scene.h"
#include "cuda/fit/fit_engine.h"

#include <filesystem>

namespace asrg {

/// The state of a fit's schedule.
struct FitPosition {
  float fraction = 0;               ///< 0..1 of the whole fit
  double seconds = 0;               ///< time spent so far, in all sessions
  std::int32_t steps = 0;           ///< steps taken so far
  std::int64_t samples = 0;         ///< samples along rays so far
  double passes = 0;                ///< rays so far, as a multiple of the pixels that patches are drawn from
  double mse = 0;                   ///< running mean of the squared error
  std::int32_t splits = 0;          ///< splits done so far
  float next_prune = 0;             ///< fraction at which cells are pruned next
  float pressure = 1;               ///< see Fit::pressure
  std::uint8_t merged = 0;          ///< have bricks been merged?
  std::uint8_t quantising = 0;      ///< see Fit::quantising
  std::uint8_t judged = 0;          ///< has it been decided whether photos are corrected?
  std::uint8_t poses_stay = 0;      ///< are poses not corrected?
  std::uint8_t lenses_judged = 0;   ///< has it been decided whether lenses are corrected?
  std::uint8_t lenses_stay = 0;     ///< are lenses not corrected?
  std::uint8_t exposure_stays = 0;  ///< is exposure not corrected?
  QuantisationSteps quantisation{};
};

/// The options that must not change between the first and the last step of a fit. A struct without padding, so that it can be written as it is.
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

/// Everything needed to resume a fit as if it had not been stopped.
struct FitCheckpoint {
  std::uint64_t scene = 0;  ///< see fingerprint()
  LastingOptions options{};
  Lattice lattice;
  std::vector<Brick> bricks;
  FitState state;
  FitPosition position;
};

/// A hash of a scene: names, cameras, sizes, pixels and masks of the photos to fit.
std::uint64_t fingerprint(const Scene& scene);

/// Checks that a fit of this scene with these options can be resumed from the checkpoint.
/// @throws Error (arguments) where it was begun with other photos or options; names the option
void check_belongs(const FitCheckpoint& checkpoint, const Scene& scene, const FitOptions& options);

/// Checks the lengths of a state's arrays.
/// @param places number of places that patches are drawn from
/// @throws Error (invalid_file) where one does not have one entry per corner of the topology, per texel, per place or per photo
void check_consistent(const FitState& state, const Topology& topology, std::size_t places, std::size_t photos);

/// Writes a checkpoint, wholly or not at all: the file before is kept until the new one is complete, even if the process is killed.
/// The format is private: it is read by the same version of the program on the same machine only.
/// @throws Error (io) naming the file
void write_checkpoint(const std::filesystem::path& path, const FitCheckpoint& checkpoint);

/// @throws Error (io) where it cannot be read or is truncated, (invalid_file) where it is no checkpoint or damaged, (unsupported) where it
/// is another version's
FitCheckpoint read_checkpoint(const std::filesystem::path& path);

}  // namespace asrg
