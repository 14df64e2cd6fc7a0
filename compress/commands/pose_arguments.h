#pragma once

#include "compress/pose/pose_photos.h"

#include <CLI/CLI.hpp>

namespace asrg {

/// The options of `asrg pose` that `asrg build` and `asrg sweep` have, too: how photos without cameras become a data set.
struct PoseArguments {
  PoseOptions options;

  void add_to(CLI::App& command);
};

/// As `pose_photos`, with progress and notes on stderr; Ctrl-C ends it. At the end one sentence says what was posed, and which photos were not.
/// @param quiet no progress; notes are given all the same
PosedPhotos pose_with_progress(const PoseOptions& options, bool quiet);

/// What to say where it was interrupted.
std::string pose_interrupted(const PoseOptions& options);

}  // namespace asrg
