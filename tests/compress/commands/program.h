#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace asrg::test {

struct ProgramResult {
  int exit_code = -1;
  std::string out, err;
};

/// Runs the built program `asrg` with these arguments.
ProgramResult run_asrg(const std::vector<std::string>& arguments);

}  // namespace asrg::test
