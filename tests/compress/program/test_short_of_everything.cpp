#include "compress/io/file.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/commands/small_model.h"
#include "tests/sanitized.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <optional>

#include <sys/mount.h>
#include <unistd.h>

using namespace asrg;
using test::run_asrg;
using test::run_asrg_until;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

/// A file system of a few hundred kilobytes, where this process may mount one.
class SmallDisk {
 public:
  SmallDisk() { mounted_ = mount("none", folder_.path().c_str(), "tmpfs", 0, "size=256k") == 0; }
  ~SmallDisk() {
    if (mounted_) umount2(folder_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  const fs::path& path() const { return folder_.path(); }
  void fill() const {
    std::ofstream file(path() / "filler");
    const std::string block(1024, 'x');
    while (file << block && file.flush()) {}
  }

 private:
  test::TemporaryDirectory folder_;
  bool mounted_ = false;
};

/// Sets TMPDIR for the programs that are started meanwhile.
class TemporaryFolderIs {
 public:
  explicit TemporaryFolderIs(const fs::path& path) { setenv("TMPDIR", path.c_str(), 1); }
  ~TemporaryFolderIs() {
    if (before_)
      setenv("TMPDIR", before_->c_str(), 1);
    else
      unsetenv("TMPDIR");
  }

 private:
  std::optional<std::string> before_ = std::getenv("TMPDIR") ? std::optional<std::string>(std::getenv("TMPDIR")) : std::nullopt;
};

Words build_words(const fs::path& data, const fs::path& output, const Words& more = {}, const std::string& steps = "60") {
  Words words{"build",   data,  "-o",           output, "--deterministic", "--threads",    "2",
              "--steps", steps, "--resolution", "48",   "--quiet",         "--fast-encode"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

long lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

bool has_leftovers(const fs::path& folder) {
  return std::any_of(fs::directory_iterator(folder), {}, [](const auto& entry) { return entry.path().extension() == ".tmp"; });
}

/// A disk that is full at `where`, as far as the program can tell.
void check_full_disk(const test::SmallDataSet& set, const fs::path& full, const test::ProgramLimits& limits, const std::string& reason) {
  const test::TemporaryDirectory roomy, aside;
  const auto good = roomy.path() / "good.asrg", checkpoint = roomy.path() / "fit.ckpt";
  REQUIRE(run_asrg(build_words(set.data, good)).exit_code == 0);
  const auto whole = read_file(good);

  SECTION("at a checkpoint: it is said once, and the fit goes on") {
    const auto output = roomy.path() / "x.asrg";
    // A limit of the process would hold for the output, too.
    const auto r = run_asrg(build_words(set.data, limits.file_bytes > 0 ? "/dev/null" : output.string(),
                                        {"--checkpoint", full / "x.ckpt", "--checkpoint-interval", "0"}),
                            limits);
    CAPTURE(r.err);
    CHECK(r.exit_code == 0);
    CHECK(lines(r.err) == 1);
    CHECK_THAT(r.err,
               Catch::StartsWith("asrg: cannot write " + (full / "x.ckpt").string() + ": " + reason) && Catch::Contains("the fit goes on"));
    if (limits.file_bytes == 0) CHECK(read_file(output) == whole);
    CHECK_FALSE(has_leftovers(full));
  }
  SECTION("at a checkpoint, and then it is told to end") {
    const auto words =
        build_words(set.data, roomy.path() / "x.asrg", {"--checkpoint", full / "x.ckpt", "--checkpoint-interval", "0"}, "1000000");
    const auto r = run_asrg_until(words, "the fit goes on", SIGTERM, limits);
    CAPTURE(r.err);
    CHECK(r.exit_code == 2);
    CHECK(lines(r.err) == 2);
    CHECK_FALSE(fs::exists(full / "x.ckpt"));
    CHECK_FALSE(has_leftovers(full));
  }
  if (limits.file_bytes > 0) return;
  SECTION("at the output: the model is elsewhere, and the checkpoint is there") {
    const TemporaryFolderIs elsewhere(aside.path());
    const auto r = run_asrg(build_words(set.data, full / "x.asrg", {"--checkpoint", checkpoint, "--checkpoint-interval", "0"}));
    CAPTURE(r.err);
    CHECK(r.exit_code == 2);
    CHECK(lines(r.err) == 1);
    CHECK_THAT(r.err, Catch::StartsWith("asrg: cannot write " + (full / "x.asrg").string() + ": " + reason) &&
                          Catch::Contains("the model is in " + aside.path().string()));
    CHECK_FALSE(fs::exists(full / "x.asrg"));
    CHECK_FALSE(has_leftovers(full));
    CHECK(fs::exists(checkpoint));
    int models = 0;
    for (const auto& entry : fs::directory_iterator(aside.path())) models += read_file(entry.path()) == whole;
    CHECK(models == 1);
  }
  SECTION("at a report") {
    for (const Words& more : {Words{"--report", full / "r.html"}, Words{"--json", full / "r.json"}}) {
      Words words{"eval", good, set.data, "-q"};
      words.insert(words.end(), more.begin(), more.end());
      const auto r = run_asrg(words);
      CAPTURE(r.err);
      CHECK(r.exit_code == 2);
      CHECK(lines(r.err) == 1);
      CHECK_THAT(r.err, Catch::StartsWith("asrg: cannot write " + full.string()) && Catch::Contains(reason));
      CHECK_FALSE(has_leftovers(full));
    }
    CHECK(read_file(good) == whole);
  }
}

}  // namespace

TEST_CASE("a full disk is one sentence, and nothing is lost") {
  const SmallDisk disk;
  if (!disk.mounted()) return test::skip("no file system may be mounted here");
  const test::SmallDataSet set;
  disk.fill();
  check_full_disk(set, disk.path(), {}, "No space left on device");
}

TEST_CASE("a file that may grow no further is one sentence, too") {
  const test::SmallDataSet set;
  const test::TemporaryDirectory full;
  check_full_disk(set, full.path(), {.file_bytes = 2000}, "File too large");
}

TEST_CASE("a disk that can only be read is said before the photos are") {
  const SmallDisk disk;
  if (!disk.mounted()) return test::skip("no file system may be mounted here");
  REQUIRE(mount("none", disk.path().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0);
  const auto r = run_asrg({"build", "no-such-data-set", "-o", disk.path() / "x.asrg"});
  CHECK(r.exit_code == 2);
  CHECK_THAT(r.err, Catch::StartsWith("asrg: cannot write " + (disk.path() / "x.asrg").string()) && Catch::Contains("Read-only"));
}

TEST_CASE("where nobody can be told, the work is done all the same") {
  const test::SmallDataSet set;
  const auto output = set.folder.path() / "x.asrg";
  const std::string line = ASRG_BINARY_DIR "/bin/asrg build " + set.data.string() + " -o " + output.string() +
                           " --steps 20 --resolution 32 --fast-encode >/dev/null 2>/dev/full";
  CHECK(std::system(line.c_str()) == 0);
  CHECK(run_asrg({"validate", output}).exit_code == 0);
}

#if !defined(ASRG_SANITIZED)  // they take terabytes of addresses
TEST_CASE("a machine with too little memory is a sentence and exit code 4, or it is enough") {
  const test::SmallDataSet set;
  const auto output = set.folder.path() / "x.asrg";
  int refused = 0;
  bool enough = false;
  for (std::uint64_t megabytes = 16; megabytes < 1 << 14 && !enough; megabytes += megabytes / 8) {
    const test::ProgramLimits limits{.file_bytes = 0, .memory_bytes = megabytes << 20};
    // With less than the program itself takes the system's loader gives up (127), or the kernel while it maps the file (SIGSEGV).
    if (refused == 0 && run_asrg({"--version"}, limits).exit_code != 0) continue;
    const auto r = run_asrg(build_words(set.data, output, {"--checkpoint-interval", "0"}), limits);
    CAPTURE(megabytes, r.err);
    enough = r.exit_code == 0;
    if (enough) continue;
    ++refused;
    CHECK(r.exit_code == 4);
    CHECK(lines(r.err) == 1);
    CHECK_THAT(r.err, Catch::StartsWith("asrg: ") && Catch::Contains("memory"));
    CHECK_FALSE(fs::exists(output));
    CHECK_FALSE(has_leftovers(set.folder.path()));
  }
  CHECK(enough);
  CHECK(refused > 0);
  CHECK(run_asrg({"validate", output}).exit_code == 0);
}
#endif
