#pragma once

#include "compress/report/curve.h"

#include <filesystem>

namespace asrg {

/// The files of a report in its folder.
struct ReportFiles {
  std::filesystem::path csv, plot, metrics, page;

  explicit ReportFiles(const std::filesystem::path& folder);
  /// @throws Error (io) as check_output_file, for each
  void check() const;
};

/// Writes curve.csv, curve.svg, metrics.json and report.html, each wholly or not at all.
/// @throws Error (io) naming the file
void write_report(const ReportFiles& files, const Report& report);

}  // namespace asrg
