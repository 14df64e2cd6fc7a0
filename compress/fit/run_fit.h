#pragma once

#include "compress/codec/effort.h"
#include "compress/fit/fit.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace asrg {

using ShowProgress = std::function<void(const FitProgress&)>;

/// How a fit is run to its end.
struct RunOptions {
  std::filesystem::path checkpoint;  ///< written at intervals and on interruption; empty: none
  double checkpoint_interval = 60;   ///< seconds
  ShowProgress progress;             ///< may be empty
};

/// A model's whole file, as it will be written.
using FileOfModel = std::function<std::vector<std::uint8_t>(Model, Effort)>;

/// How large a file may become.
struct SizeLimit {
  std::int64_t bytes = 0;  ///< 0: as large as it becomes
  FileOfModel file;        ///< with provenance and all
  Effort effort = Effort::best;
};

/// Advances a fit to the end of its schedule; with a limit, raises the pressure on the way where the file would become too large.
/// @param stop looked at after each step; when it becomes true the checkpoint is written
/// @return false: stopped
/// @throws Error (runtime) where the time limit left no time for a step; as Fit's
bool run_fit(Fit& fit, const RunOptions& run, const SizeLimit& limit, const std::atomic<bool>& stop);

/// A fitted model and its file.
struct FittedFile {
  Model model;
  std::vector<std::uint8_t> bytes;
  bool within_limit = true;
};

/// The file of a fit that has been run. Where it is larger than the limit, the fit goes on under rising pressure until it is not, or until that
/// no longer helps: then the smallest is what comes out.
/// @param stop as for run_fit()
/// @return nothing where it was stopped
std::optional<FittedFile> fit_to_size(Fit& fit, const RunOptions& run, const SizeLimit& limit, const std::atomic<bool>& stop);

}  // namespace asrg
