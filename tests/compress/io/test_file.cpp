#include "compress/io/file.h"
#include "cuda/core/error.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace asrg;
using Catch::Matchers::Contains;

namespace {

std::span<const std::uint8_t> as_bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::size_t entries_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// Lets no file grow beyond `bytes` while it lives: a disk that is full.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    former_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &former_);
    const rlimit limit{bytes, former_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &former_);
    std::signal(SIGXFSZ, former_handler_);
  }

 private:
  rlimit former_{};
  void (*former_handler_)(int);
};

}  // namespace

TEST_CASE("a file that was written reads back", "[io]") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "a.bin";
  write_file_atomically(path, as_bytes("first"));
  write_file_atomically(path, as_bytes("second, longer"));
  CHECK(read_text_file(path) == "second, longer");
  CHECK(read_file(path).size() == 14);
  CHECK(read_file_start(path, 6) == read_file_start(path, 6));
  CHECK(read_file_start(path, 6).size() == 6);
  CHECK(read_file_start(path, 600).size() == 14);
  write_file_atomically(path, {});
  CHECK(read_file(path).empty());
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("reading names the file that is missing, a folder or too large", "[io]") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "a.bin";
  CHECK_THROWS_WITH(read_file(path), Contains("a.bin") && Contains("No such file"));
  CHECK_THROWS_WITH(read_file(folder.path()), Contains(folder.path().string()) && Contains("directory"));
  write_file_atomically(path, as_bytes("12345"));
  CHECK_THROWS_WITH(read_file(path, 4), Contains("a.bin has 5 bytes"));
  CHECK(read_file(path, 5).size() == 5);
  mkfifo((folder.path() / "pipe").c_str(), 0600);
  CHECK_THROWS_WITH(read_file(folder.path() / "pipe"), Contains("not a regular file"));
  try {
    read_file(folder.path() / "none");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::io);
  }
}

TEST_CASE("a file that cannot be written leaves the old one and no temporary file", "[io]") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "a.bin";
  write_file_atomically(path, as_bytes("old"));

  SECTION("disk full") {
    const FileSizeLimit limit(1000);
    CHECK_THROWS_WITH(write_file_atomically(path, as_bytes(std::string(5000, 'x'))), Contains("a.bin") && Contains("too large"));
  }
  SECTION("the folder does not exist") {
    CHECK_THROWS_WITH(write_file_atomically(folder.path() / "none" / "b.bin", as_bytes("new")),
                      Contains("b.bin") && Contains("No such file"));
  }
  SECTION("it is a folder") { CHECK_THROWS_AS(write_file_atomically(folder.path(), as_bytes("new")), Error); }
  CHECK(read_text_file(path) == "old");
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("a folder or file without permission to write is an error", "[io]") {
  if (geteuid() == 0) return test::skip("root may write everywhere");
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "a.bin";
  write_file_atomically(path, as_bytes("old"));
  fs::permissions(path, fs::perms::owner_read);
  CHECK_THROWS_WITH(write_file_atomically(path, as_bytes("new")), Contains("a.bin") && Contains("ermission"));
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  CHECK_THROWS_WITH(write_file_atomically(folder.path() / "b.bin", as_bytes("new")), Contains("b.bin") && Contains("ermission"));
  fs::permissions(folder.path(), fs::perms::owner_all);
  CHECK(read_text_file(path) == "old");
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("a device without space is an error, and is still a device afterwards", "[io]") {
  if (!fs::exists("/dev/full")) return test::skip("there is no /dev/full");
  CHECK_THROWS_WITH(write_file_atomically("/dev/full", as_bytes("new")), Contains("/dev/full") && Contains("No space"));
  CHECK(fs::is_character_file("/dev/full"));
}

TEST_CASE("writing through a symbolic link keeps the link", "[io]") {
  const test::TemporaryDirectory folder;
  write_file_atomically(folder.path() / "target", as_bytes("old"));
  fs::create_symlink("target", folder.path() / "link");
  write_file_atomically(folder.path() / "link", as_bytes("new"));
  CHECK(fs::is_symlink(folder.path() / "link"));
  CHECK(read_text_file(folder.path() / "target") == "new");
}
