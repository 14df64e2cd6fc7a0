#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace asrg {

/// File descriptors for a program's streams; -1: /dev/null.
struct ProgramStreams {
  int input = -1, output = -1, errors = -1;
};

/// Starts a program of the PATH without a shell. It gets a process group of its own, so that Ctrl-C in the terminal does not reach it: this program ends
/// it.
/// @param words the program's name and its arguments
/// @param environment NAME=VALUE, added to this program's environment or replacing variables of it
/// @return its process id; 0 where it cannot be started
pid_t start_program(const std::vector<std::string>& words, const ProgramStreams& streams, const std::vector<std::string>& environment = {});

/// How a program ended.
struct ProgramEnd {
  bool started = true;   ///< false: it could not be started
  bool stopped = false;  ///< was it ended by this program, because `stop` became true?
  int status = 0;        ///< its exit status; -1 where a signal ended it
  int signal = 0;        ///< the signal that ended it; 0: none

  bool good() const { return started && !stopped && status == 0; }
  /// "ended with exit status 3", "was ended by signal 9 (Killed)", "cannot be started"
  std::string sentence() const;
};

/// Waits for a child's end.
ProgramEnd end_of_program(pid_t child);

/// Whether a program of this name can be started: the PATH has an executable file of that name, or it is the path of one.
bool have_program(const std::string& name);

/// Runs a program to its end.
/// @param on_line called with each line that it writes to standard output or standard error
/// @param stop when it becomes true, the program and its children are ended (SIGTERM, after five seconds SIGKILL)
ProgramEnd run_program(const std::vector<std::string>& words, const std::vector<std::string>& environment,
                       const std::function<void(const std::string&)>& on_line, const std::atomic<bool>& stop);

/// Runs a program to its end. @param on_bytes called with the bytes of its standard output @param on_line called with each line of its standard error
ProgramEnd pipe_program(const std::vector<std::string>& words, const std::function<void(const char*, std::size_t)>& on_bytes,
                        const std::function<void(const std::string&)>& on_line, const std::atomic<bool>& stop);

}  // namespace asrg
