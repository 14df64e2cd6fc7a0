#pragma once

#include "tests/support.h"

#include <filesystem>
#include <string>
#include <vector>

namespace asrg::test {

/// Writes photos of a sphere, 32x32 pixels with alpha, in NeRF-synthetic layout: 8 training views and 2 test views.
void write_small_data_set(const std::filesystem::path& folder);

/// Fits it for some steps with the program, with `options` besides. Fails the running test where that does not succeed.
void build_small_model(const std::filesystem::path& data, const std::filesystem::path& model, const std::vector<std::string>& options = {},
                       int steps = 8);

/// A folder that ends with this, and that data set in it.
struct SmallDataSet {
  TemporaryDirectory folder;
  std::filesystem::path data = folder.path() / "ball";

  SmallDataSet() { write_small_data_set(data); }
};

}  // namespace asrg::test
