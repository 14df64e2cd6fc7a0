#pragma once

#include "tests/support.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace asrg::test {

struct ProgramResult {
  int exit_code = -1;  ///< 256 and more: 256 + the signal that ended it
  std::string out, err;
};

/// What the program may take; 0: as much as this process.
struct ProgramLimits {
  std::uint64_t file_bytes = 0;    ///< of each file it writes (RLIMIT_FSIZE)
  std::uint64_t memory_bytes = 0;  ///< of addresses (RLIMIT_AS)
};

/// The built program `asrg` while it runs. It is ended at the end of the scope.
class RunningProgram {
 public:
  explicit RunningProgram(const std::vector<std::string>& arguments, const ProgramLimits& limits = {});
  ~RunningProgram();
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  /// Has it ended by itself, or by a signal?
  bool ended();
  /// To it and what it has started.
  void send(int signal) const;
  /// What it has said on standard error so far.
  std::string said() const;
  ProgramResult wait();

 private:
  TemporaryDirectory folder_;
  pid_t child_ = 0;
  int status_ = 0;
  bool ended_ = false;
};

/// Runs the built program `asrg` with these arguments.
ProgramResult run_asrg(const std::vector<std::string>& arguments, const ProgramLimits& limits = {});

/// The same, but sends it a signal once `said` stands on its standard error.
ProgramResult run_asrg_until(const std::vector<std::string>& arguments, const std::string& said, int signal,
                             const ProgramLimits& limits = {});

}  // namespace asrg::test
