#include "compress/io/file.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace asrg {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const char* what, const fs::path& path, int error) {
  throw Error(ErrorKind::io, fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(error)));
}

/// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }
  int close() {
    const int result = ::close(value_);
    value_ = -1;
    return result;
  }

 private:
  int value_;
};

/// Removes the file at the end of its scope unless it was kept.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  void keep() { path_.clear(); }

 private:
  fs::path path_;
};

void write_all(int descriptor, std::span<const std::uint8_t> bytes, const fs::path& path) {
  constexpr std::size_t chunk = std::size_t{1} << 30;
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), std::min(bytes.size(), chunk));
    if (written < 0) {
      if (errno == EINTR) continue;
      fail("write", path, errno);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

/// Enters a nameless file into its folder. @return false where that cannot be done here (there is no /proc)
bool give_name(const Descriptor& file, const fs::path& name) {
  const std::string link = fmt::format("/proc/self/fd/{}", file.get());
  return ::linkat(AT_FDCWD, link.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
}

void write_directly(const fs::path& path, std::span<const std::uint8_t> bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() < 0) fail("write", path, errno);
  write_all(file.get(), bytes, path);
  if (file.close() != 0) fail("write", path, errno);
}

/// Opens `path` for reading and returns its size; fails on what is not a regular file.
std::size_t open_regular(const fs::path& path, const Descriptor& file) {
  if (file.get() < 0) fail("read", path, errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) fail("read", path, errno);
  if (S_ISDIR(status.st_mode)) fail("read", path, EISDIR);
  if (!S_ISREG(status.st_mode)) throw Error(ErrorKind::io, fmt::format("cannot read {}: it is not a regular file", path.string()));
  return static_cast<std::size_t>(status.st_size);
}

template <class Bytes>
Bytes read_bytes(const Descriptor& file, const fs::path& path, std::size_t size) {
  Bytes bytes(size, typename Bytes::value_type{});
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::read(file.get(), bytes.data() + done, size - done);
    if (got < 0) {
      if (errno == EINTR) continue;
      fail("read", path, errno);
    }
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

template <class Bytes>
Bytes read_whole(const fs::path& path, std::size_t max_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  const std::size_t size = open_regular(path, file);
  if (size > max_bytes) {
    throw Error(ErrorKind::io, fmt::format("{} has {} bytes, more than the {} that are accepted", path.string(), size, max_bytes));
  }
  return read_bytes<Bytes>(file, path, size);
}

}  // namespace

std::vector<std::uint8_t> read_file(const fs::path& path, std::size_t max_bytes) {
  return read_whole<std::vector<std::uint8_t>>(path, max_bytes);
}

std::string read_text_file(const fs::path& path, std::size_t max_bytes) { return read_whole<std::string>(path, max_bytes); }

std::vector<std::uint8_t> read_file_start(const fs::path& path, std::size_t max_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  return read_bytes<std::vector<std::uint8_t>>(file, path, std::min(open_regular(path, file), max_bytes));
}

void write_file_atomically(const fs::path& path, std::span<const std::uint8_t> bytes, bool sync) {
  std::error_code error;
  const fs::path target = fs::is_symlink(path, error) ? fs::weakly_canonical(path, error) : path;
  const fs::file_status status = fs::status(target, error);
  if (fs::is_directory(status)) fail("write", path, EISDIR);
  if (fs::exists(status) && !fs::is_regular_file(status)) return write_directly(target, bytes);

  if (fs::exists(status) && ::access(target.c_str(), W_OK) != 0) fail("write", path, errno);

  static std::atomic<unsigned> counter{0};
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  const fs::path temporary = folder / fmt::format(".asrg-{}-{}.tmp", ::getpid(), counter++);
  TemporaryFile guard(temporary);
  const auto fill = [&](int descriptor) {
    write_all(descriptor, bytes, path);
    if (sync && ::fsync(descriptor) != 0 && errno != EINVAL) fail("write", path, errno);
  };
  // A file that has no name until it is whole: kill -9 leaves nothing of it. Not every file system has that.
  const Descriptor nameless(::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666));
  if (nameless.get() >= 0) fill(nameless.get());
  if (nameless.get() < 0 || !give_name(nameless, temporary)) {
    Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file.get() < 0) fail("write", path, errno);
    fill(file.get());
    if (file.close() != 0) fail("write", path, errno);
  }
  if (::rename(temporary.c_str(), target.c_str()) != 0) fail("write", path, errno);
  guard.keep();
  if (!sync) return;

  // The rename itself is durable only once the folder is synced; a file system that cannot do that is no error.
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() >= 0) ::fsync(directory.get());
}

void write_text_file_atomically(const fs::path& path, std::string_view text, bool sync) {
  write_file_atomically(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, sync);
}

}  // namespace asrg
