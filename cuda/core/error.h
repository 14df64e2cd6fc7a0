#pragma once

#include <stdexcept>
#include <string>

namespace asrg {

/// What went wrong, and at the same time the exit code of the program (see `asrg --help`).
enum class ErrorKind : int {
  arguments = 1,     ///< the command line or an option's value
  io = 2,            ///< a file or folder: missing, unreadable, not writable, disk full, broken image, wrong pose file
  invalid_file = 3,  ///< an .asrg file that is damaged or not one
  runtime = 4,       ///< anything that failed while working (memory, device, internal)
  unsupported = 5,   ///< understood but not supported (newer format version, camera model, no such device)
  difference = 7,    ///< `asrg compare` found a difference above the limit
};

/// An error meant for the user: one clear sentence that says what and where.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& sentence) : std::runtime_error(sentence), kind_(kind) {}
  ErrorKind kind() const { return kind_; }
  int exit_code() const { return static_cast<int>(kind_); }

 private:
  ErrorKind kind_;
};

}  // namespace asrg
