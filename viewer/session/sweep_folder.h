#pragma once

#include "viewer/session/size_quality.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace asrg {

/// A folder that `asrg sweep` has written.
struct SweepFolder {
  struct Entry {
    std::filesystem::path file;
    SizeQuality measured;
  };
  std::vector<Entry> models;      ///< from the smallest to the largest
  std::filesystem::path dataset;  ///< the photos' folder at the time of the sweep; empty: not stated
};

/// @return nothing where the folder has no metrics.json
/// @throws Error (invalid_file) naming that file where it is not a sweep's
std::optional<SweepFolder> read_sweep_folder(const std::filesystem::path& folder);

/// The quality that a sweep has measured of a model in its folder; nothing where it is in no such folder or has another size by now.
std::optional<SizeQuality> find_in_sweep(const std::filesystem::path& model, std::int64_t bytes);

}  // namespace asrg
