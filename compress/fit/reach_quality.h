#pragma once

#include "compress/fit/run_fit.h"

namespace asrg {

/// How good a file is: mean PSNR over views that the fit does not see, dB.
using JudgeFile = std::function<double(const std::vector<std::uint8_t>& file)>;

/// A quality to reach.
struct QualityTarget {
  double psnr = 0;   ///< dB
  FileOfModel file;  ///< see SizeLimit
  Effort effort = Effort::best;
  JudgeFile judge;
};

/// A file that was judged.
struct JudgedFile {
  FittedFile fitted;  ///< `within_limit`: it reaches the target
  double psnr = 0;
};

/// The smallest file found that reaches the target: a fit that has been run goes on under more or less pressure until the two sides of the target are
/// close together. Where none reaches it, the best.
/// @param stop as for run_fit()
/// @return nothing where it was stopped
std::optional<JudgedFile> reach_quality(Fit& fit, const RunOptions& run, const QualityTarget& target, const std::atomic<bool>& stop);

}  // namespace asrg
