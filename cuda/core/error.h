#pragma once

#include <stdexcept>
#include <string>

namespace asrg {

/// What went wrong.
enum class ErrorKind {
  arguments,     ///< the command line or an option's value
  io,            ///< a file or folder: missing, unreadable, not writable, disk full, broken image, wrong pose file
  invalid_file,  ///< an .asrg file that is damaged or not one
  runtime,       ///< anything that failed while working (memory, device, internal)
  unsupported,   ///< understood but not supported (newer format version, camera model, no such device)
};

/// An error meant for the user: one clear sentence that says what and where.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& sentence) : std::runtime_error(sentence), kind_(kind) {}
  ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

}  // namespace asrg
