#pragma once

#include "compress/codec/effort.h"
#include "compress/fit/fit.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace asrg {

using ShowProgress = std::function<void(const FitProgress&)>;

/// How a fit is run.
struct RunOptions {
  std::filesystem::path checkpoint;  ///< written at intervals and on interruption; empty: none
  double checkpoint_interval = 60;   ///< seconds
  ShowProgress progress;             ///< may be empty
  /// Told once where a checkpoint of the intervals cannot be written: the fit goes on, and the former one stays. May be empty.
  std::function<void(const std::string&)> warn;
};

/// Encodes a model to the bytes of its file.
using FileOfModel = std::function<std::vector<std::uint8_t>(Model, Effort)>;

/// The range of pressures for a size limit: at larger ones every residual is zero, at smaller ones only noise is added.
constexpr float most_pressure = 4096, least_pressure = 0.2f;

/// Steps after each change of the pressure, by which the fit compensates for the coarser quantisation.
/// @param steps that the fit has taken so far
int steps_per_round(int steps);

/// The size limit of a file, and how the file is made.
struct SizeLimit {
  std::int64_t bytes = 0;        ///< 0: no limit
  FileOfModel file;              ///< makes the whole file, with provenance
  Effort effort = Effort::best;  ///< of the final file
  float pressure_floor =
      least_pressure;  ///< the pressure never becomes smaller; 1: no more detail than --quality asks for, even where there is room
};

/// Advances a fit to the end of its schedule; with a limit, raises the pressure on the way when the file would become too large, and lowers it
/// when there is room.
/// @param stop checked after each step; when it becomes true the checkpoint is written
/// @return false where it was stopped
/// @throws Error (runtime) where the time limit left no time for a step; (io) where it was stopped and the checkpoint cannot be written; as Fit's
bool run_fit(Fit& fit, const RunOptions& run, const SizeLimit& limit, const std::atomic<bool>& stop);

/// A fitted model and its file.
struct FittedFile {
  Model model;
  std::vector<std::uint8_t> bytes;
  bool within_limit = true;
  bool room_left = false;  ///< is more than 5 % of the limit unused, since the fit has no more detail to store?
};

/// The file of a fit that has been run. Where it is larger than the limit, the fit is refined at rising pressure until it is not; where that does not help,
/// the smallest file is returned. Where much room is left, the fit is refined at falling pressure, so that the file is at most 5 % smaller than the
/// limit unless the pressure has reached its lower bound.
/// @param stop as for run_fit()
/// @return nothing where it was stopped
std::optional<FittedFile> fit_to_size(Fit& fit, const RunOptions& run, const SizeLimit& limit, const std::atomic<bool>& stop);

}  // namespace asrg
