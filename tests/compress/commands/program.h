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

/// The same, but sends it a signal once `said` stands on its standard error.
ProgramResult run_asrg_until(const std::vector<std::string>& arguments, const std::string& said, int signal);

}  // namespace asrg::test
