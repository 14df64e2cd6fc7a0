#pragma once

#include "compress/fit/run_fit.h"

namespace asrg {

/// Measures a file: mean PSNR over views that the fit does not see, dB.
using JudgeFile = std::function<double(const std::vector<std::uint8_t>& file)>;

/// A quality to reach.
struct QualityTarget {
  double psnr = 0;   ///< dB
  FileOfModel file;  ///< see SizeLimit
  Effort effort = Effort::best;
  JudgeFile judge;
};

/// A file and its PSNR.
struct JudgedFile {
  FittedFile fitted;  ///< `within_limit`: does it reach the target?
  double psnr = 0;
};

/// The smallest file found that reaches the target: a fit that has been run is refined at higher or lower pressures until one that reaches the target
/// and one that does not are close together. Where none reaches it, the file of the highest PSNR.
/// @param stop as for run_fit()
/// @return nothing where it was stopped
std::optional<JudgedFile> reach_quality(Fit& fit, const RunOptions& run, const QualityTarget& target, const std::atomic<bool>& stop);

}  // namespace asrg
