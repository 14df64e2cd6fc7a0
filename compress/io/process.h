#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace asrg {

/// What a started program's streams are: file descriptors, < 0: nothing (input) and nowhere (output, errors).
struct ProgramStreams {
  int input = -1, output = -1, errors = -1;
};

/// Starts a program of the PATH without a shell. It is a process group of its own, so that a Ctrl-C in the terminal reaches this program
/// alone, which then ends it.
/// @param words the program's name and its arguments
/// @param environment NAME=VALUE, which it has besides this program's, or in its place
/// @return its process id, or 0 where it cannot be started
pid_t start_program(const std::vector<std::string>& words, const ProgramStreams& streams, const std::vector<std::string>& environment = {});

/// How a program ended.
struct ProgramEnd {
  bool started = true;   ///< false: there is no such program
  bool stopped = false;  ///< it was ended from here, because `stop` became true
  int status = 0;        ///< its exit status; -1 where a signal ended it
  int signal = 0;        ///< that signal

  bool good() const { return started && !stopped && status == 0; }
  /// "ended with exit status 3", "was ended by signal 9 (Killed)", "cannot be started"
  std::string sentence() const;
};

/// Waits for a child's end.
ProgramEnd end_of_program(pid_t child);

/// Whether a program of this name can be started: the PATH has an executable file of that name, or it is the path of one.
bool have_program(const std::string& name);

/// Runs a program to its end.
/// @param on_line gets each line of what it writes, standard output and standard error together, as it comes
/// @param stop once it is true the program and what it has started are ended (SIGTERM, after five seconds SIGKILL)
ProgramEnd run_program(const std::vector<std::string>& words, const std::vector<std::string>& environment,
                       const std::function<void(const std::string&)>& on_line, const std::atomic<bool>& stop);

/// Runs a program to its end and hands on the bytes of its standard output as they come; its standard error is handed on by lines.
ProgramEnd pipe_program(const std::vector<std::string>& words, const std::function<void(const char*, std::size_t)>& on_bytes,
                        const std::function<void(const std::string&)>& on_line, const std::atomic<bool>& stop);

}  // namespace asrg
