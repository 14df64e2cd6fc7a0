#include "compress/io/output_lock.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace asrg {
namespace fs = std::filesystem;
namespace {

/// Is the open file still the one of that name? Whoever held the lock before may have removed it meanwhile.
bool is_named(int descriptor, const fs::path& path) {
  struct stat open {
  }, named{};
  return ::fstat(descriptor, &open) == 0 && ::stat(path.c_str(), &named) == 0 && open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

}  // namespace

OutputLock::OutputLock(const fs::path& output) {
  std::error_code error;
  if (output.empty() || (fs::exists(output, error) && !fs::is_regular_file(output, error))) return;
  path_ = fs::weakly_canonical(output, error).string() + ".lock";
  for (;;) {
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor_ < 0) return;  // whether the folder can be written to is said elsewhere
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      const int reason = errno;
      ::close(descriptor_);
      descriptor_ = -1;
      if (reason != EWOULDBLOCK) return;
      throw Error(ErrorKind::io, fmt::format("cannot write {}: another asrg is writing it (it holds {})", output.string(), path_.string()));
    }
    if (is_named(descriptor_, path_)) return;
    ::close(descriptor_);
  }
}

OutputLock::~OutputLock() {
  if (descriptor_ < 0) return;
  ::unlink(path_.c_str());
  ::close(descriptor_);
}

}  // namespace asrg
