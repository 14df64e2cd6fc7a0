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

/// How a fit is run to its end.
struct RunOptions {
  std::filesystem::path checkpoint;  ///< written at intervals and on interruption; empty: none
  double checkpoint_interval = 60;   ///< seconds
  ShowProgress progress;             ///< may be empty
  /// Told once where a checkpoint of the intervals cannot be written: the fit goes on, and the former one stays. May be empty.
  std::function<void(const std::string&)> warn;
};

/// A model's whole file, as it will be written.
using FileOfModel = std::function<std::vector<std::uint8_t>(Model, Effort)>;

/// The pressures that a limit may lead to: far beyond the largest every residual is zero, below the smallest there is only noise left to store.
constexpr float most_pressure = 4096, least_pressure = 0.2f;

/// Steps after each change of the pressure, for what is left to make up for coarser rounding.
/// @param steps that the fit has taken
int steps_a_round(int steps);

/// How large a file may become.
struct SizeLimit {
  std::int64_t bytes = 0;  ///< 0: as large as it becomes
  FileOfModel file;        ///< with provenance and all
  Effort effort = Effort::best;
  float pressure_floor = least_pressure;  ///< 1: room is not filled with more than --quality asks for
};

/// Advances a fit to the end of its schedule; with a limit, raises the pressure on the way where the file would become too large, and lowers it
/// where there is room.
/// @param stop looked at after each step; when it becomes true the checkpoint is written
/// @return false: stopped
/// @throws Error (runtime) where the time limit left no time for a step; (io) where it was stopped and the checkpoint cannot be written; as Fit's
bool run_fit(Fit& fit, const RunOptions& run, const SizeLimit& limit, const std::atomic<bool>& stop);

/// A fitted model and its file.
struct FittedFile {
  Model model;
  std::vector<std::uint8_t> bytes;
  bool within_limit = true;
  bool room_left = false;  ///< more than 5 % of the limit is unused, since the fit has no more detail to store
};

/// The file of a fit that has been run. Where it is larger than the limit, the fit goes on under rising pressure until it is not, or until that
/// no longer helps: then the smallest is what comes out. Where much room is left, it goes on under falling pressure. It comes to at most 5 % below
/// the limit where the pressure can fall so far.
/// @param stop as for run_fit()
/// @return nothing where it was stopped
std::optional<FittedFile> fit_to_size(Fit& fit, const RunOptions& run, const SizeLimit& limit, const std::atomic<bool>& stop);

}  // namespace asrg
