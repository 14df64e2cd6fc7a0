#include "compress/io/file.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/commands/small_model.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

using namespace asrg;
using test::run_asrg;
using test::RunningProgram;
namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;
using Words = std::vector<std::string>;

/// Builds by one command line, broken or not, are the same bit by bit: two threads, and all random numbers from one seed.
struct Builds : test::SmallDataSet {
  fs::path output = folder.path() / "x.asrg", checkpoint = folder.path() / "x.asrg.ckpt";
  std::vector<std::uint8_t> whole;
  double seconds = 0;

  Builds() {
    const auto start = Clock::now();
    const auto r = run_asrg(words({}));
    INFO(r.err);
    REQUIRE(r.exit_code == 0);
    seconds = std::chrono::duration<double>(Clock::now() - start).count();
    whole = read_file(output);
    fs::remove(output);
  }

  Words words(const Words& more, const std::string& steps = "120") const {
    Words all{"build",        data, "-o",      output,          "--deterministic",       "--threads", "2", "--steps", steps,
              "--resolution", "48", "--quiet", "--fast-encode", "--checkpoint-interval", "0.01"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  Words resumed() const { return words({"--resume", checkpoint}); }

  /// Besides the data set there is nothing but a checkpoint, locks, and the output if it is whole.
  void check_what_is_left() const {
    for (const auto& entry : fs::directory_iterator(folder.path())) {
      const std::string name = entry.path().filename();
      CAPTURE(name);
      if (name == "x.asrg") CHECK(read_file(output) == whole);
      const bool known = name == "ball" || name == "x.asrg" || name == "x.asrg.ckpt" || name == "x.asrg.lock" || name == "x.asrg.ckpt.lock";
      // Between its two names a file that is whole has a third.
      CHECK((known || name.ends_with(".tmp")));
    }
  }

  void forget() const {
    for (const auto& entry : fs::directory_iterator(folder.path()))
      if (entry.path() != data) fs::remove(entry.path());
  }
};

bool wait_for(RunningProgram& program, const fs::path& file) {
  using namespace std::chrono_literals;
  while (!program.ended() && !fs::exists(file)) std::this_thread::sleep_for(1ms);
  return fs::exists(file);
}

int kills_wanted() {
  const char* text = std::getenv("ASRG_KILLS");
  return text ? std::max(1, std::atoi(text)) : 5;
}

}  // namespace

TEST_CASE("a build that is killed at any moment leaves a checkpoint from which the same file comes") {
  const Builds builds;
  std::mt19937 random(18);
  std::uniform_real_distribution<double> share(0, 1);
  const int wanted = kills_wanted();
  int kills = 0, finished = 0;
  while (kills < wanted && finished < 10 * wanted) {
    INFO(kills << " kills before");
    builds.forget();
    {
      RunningProgram program(builds.words({}));
      if (!wait_for(program, builds.checkpoint)) {
        ++finished;
        continue;
      }
      std::this_thread::sleep_for(std::chrono::duration<double>(share(random) * builds.seconds));
      if (program.ended()) {
        ++finished;
        CHECK(program.wait().exit_code == 0);
        CHECK(read_file(builds.output) == builds.whole);
        continue;
      }
      program.send(SIGKILL);
      CHECK(program.wait().exit_code == 256 + SIGKILL);
    }
    ++kills;
    builds.check_what_is_left();
    if (fs::exists(builds.output)) continue;  // between the last write and the checkpoint's removal
    REQUIRE(fs::exists(builds.checkpoint));
    // What goes on from it can be killed, too.
    if (share(random) < 0.5) {
      RunningProgram second(builds.resumed());
      std::this_thread::sleep_for(std::chrono::duration<double>(share(random) * builds.seconds));
      second.send(SIGKILL);
      if (second.wait().exit_code == 256 + SIGKILL) ++kills;
      builds.check_what_is_left();
      if (fs::exists(builds.output)) continue;
    }
    const auto resumed = run_asrg(builds.resumed());
    INFO(resumed.err);
    REQUIRE(resumed.exit_code == 0);
    CHECK(read_file(builds.output) == builds.whole);
    CHECK_FALSE(fs::exists(builds.checkpoint));
    CHECK_FALSE(fs::exists(builds.output.string() + ".lock"));
  }
  WARN(kills << " kills survived");
  CHECK(kills >= wanted);
}

TEST_CASE("a build that is told to end says how to go on, and what goes on gives the same file") {
  const Builds builds;
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    CAPTURE(signal);
    builds.forget();
    RunningProgram program(builds.words({}, "1000000"));
    REQUIRE(wait_for(program, builds.checkpoint));
    program.send(signal);
    const auto r = program.wait();
    INFO(r.err);
    CHECK(r.exit_code == 130);
    CHECK_THAT(r.err, Catch::Contains("--resume " + builds.checkpoint.string()));
    builds.check_what_is_left();
    CHECK_FALSE(fs::exists(builds.output));
    CHECK(fs::exists(builds.checkpoint));
  }
  builds.forget();
  RunningProgram program(builds.words({}));
  if (wait_for(program, builds.checkpoint)) program.send(SIGTERM);
  if (program.wait().exit_code == 130) CHECK(run_asrg(builds.resumed()).exit_code == 0);
  CHECK(read_file(builds.output) == builds.whole);
}

TEST_CASE("a second build of the same output is refused, and one that was killed is no hindrance") {
  const Builds builds;
  RunningProgram first(builds.words({}, "1000000"));
  REQUIRE(wait_for(first, builds.checkpoint));
  const auto other_output = builds.folder.path() / "y.asrg";
  for (const Words& words : {builds.words({}), Words{"build", builds.data, "-o", other_output, "--checkpoint", builds.checkpoint}}) {
    const auto second = run_asrg(words);
    CAPTURE(second.err);
    CHECK(second.exit_code == 2);
    CHECK_THAT(second.err, Catch::Contains("another asrg is writing it"));
  }
  CHECK_FALSE(first.ended());
  first.send(SIGKILL);
  first.wait();
  builds.check_what_is_left();
  const auto again = run_asrg(builds.words({}));
  INFO(again.err);
  CHECK(again.exit_code == 0);
  CHECK(read_file(builds.output) == builds.whole);
}
