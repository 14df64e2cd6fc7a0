#pragma once

#include "compress/pose/pose_photos.h"

#include <CLI/CLI.hpp>

namespace asrg {

/// The options of `asrg pose` that `asrg build` and `asrg sweep` have, too: how cameras of photos are found.
struct PoseArguments {
  PoseOptions options;

  void add_to(CLI::App& command);
};

/// As `pose_photos`, with progress and notes on stderr; Ctrl-C interrupts it. At the end one sentence says how many photos have cameras, and which
/// have none.
/// @param quiet no progress; notes are printed all the same
PosedPhotos pose_with_progress(const PoseOptions& options, bool quiet);

/// The message for an interrupted run.
std::string pose_interrupted(const PoseOptions& options);

}  // namespace asrg
