#pragma once

#include <filesystem>

namespace asrg {

/// Keeps other processes from writing the same file for as long as it lives: two builds of one output would replace each other's checkpoints.
/// It is held by a lock on a file NAME.lock beside, which is removed at the end; one that kill -9 left is taken over. Nothing is locked where the
/// output is empty or no regular file, or where the file system knows no locks.
class OutputLock {
 public:
  /// @throws Error (io) naming the file where another process holds it
  explicit OutputLock(const std::filesystem::path& output);
  OutputLock(const OutputLock&) = delete;
  OutputLock& operator=(const OutputLock&) = delete;
  ~OutputLock();

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace asrg
