#include "compress/commands/command.h"
#include "compress/commands/resume_command.h"
#include "compress/io/file.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/commands/small_model.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <csignal>
#include <map>

using namespace asrg;
using test::run_asrg;
using Words = std::vector<std::string>;

namespace {

/// The command `build`, parsed but not run.
class Parsed {
 public:
  explicit Parsed(const Words& words) {
    add_build(app_, code_);
    build_ = app_.get_subcommand("build");
    build_->callback([] {});
    Words backwards(words.rbegin(), words.rend());
    app_.parse(backwards);
  }
  const CLI::App& build() const { return *build_; }
  /// Everything that was given, by option.
  std::map<std::string, Words> given() const {
    std::map<std::string, Words> all;
    for (const CLI::Option* o : build_->get_options())
      if (o->count() > 0) all[o->get_name()] = o->get_items_expected_max() > 0 ? o->results() : Words{o->results().back()};
    return all;
  }

 private:
  CLI::App app_;
  CLI::App* build_ = nullptr;
  int code_ = 0;
};

/// A line as a shell splits it, where nothing but '...' is quoted.
Words split(const std::string& line) {
  Words words;
  bool open = false, quoted = false;
  for (const char c : line) {
    if (c == '\'') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    if (c != '\'') words.back() += c;
  }
  return words;
}

/// What the line gives that goes on from c.ckpt.
std::map<std::string, Words> resumed(const Words& words) {
  Words again = split(resume_command(Parsed(words).build(), "c.ckpt"));
  again.erase(again.begin());  // asrg
  return Parsed(again).given();
}

}  // namespace

TEST_CASE("the line that goes on from a checkpoint says every option as it was given") {
  const Words start{"build", "data", "-o", "x.asrg"};
  const Words options[] = {{"--surroundings"},
                           {"--no-surroundings"},
                           {"--surroundings", "--no-surroundings"},
                           {"--surroundings=false"},
                           {"--deterministic"},
                           {"--fast-encode"},
                           {"--json"},
                           {"-q"},
                           {"--box", "-1,-1,-1,1,1,1"},
                           {"--max-size", "1.5MiB", "--quality", "50.5", "--seed", "4294967295"},
                           {"--background", "white", "--threads", "2", "--no-surroundings", "--quiet", "--json"}};
  for (const Words& more : options) {
    Words words = start;
    words.insert(words.end(), more.begin(), more.end());
    auto wanted = Parsed(words).given();
    wanted["--resume"] = {"c.ckpt"};
    CAPTURE(words);
    CHECK(resumed(words) == wanted);
  }
  CHECK_THAT(resume_command(Parsed({"build", "d", "-o", "x.asrg", "--no-surroundings"}).build(), "c.ckpt"),
             Catch::Contains(" --no-surroundings ") && !Catch::Contains(" --surroundings"));
  // What was denied and cannot be said so is not said.
  CHECK_THAT(resume_command(Parsed({"build", "d", "-o", "x.asrg", "--json=false"}).build(), "c.ckpt"), !Catch::Contains("--json"));
}

TEST_CASE("every flag of build is told truly") {
  const Parsed none({"build", "data", "-o", "x.asrg"});
  int flags = 0;
  for (const CLI::Option* o : none.build().get_options()) {
    if (o->get_items_expected_max() > 0 || o->get_name() == "--help") continue;
    std::vector<std::string> names{o->get_name()};
    for (const auto& denying : o->get_fnames()) names.push_back("--" + denying);
    for (const std::string& name : names) {
      CAPTURE(name);
      const Words words{"build", "data", "-o", "x.asrg", name};
      CHECK(resumed(words).at(o->get_name()) == Parsed(words).given().at(o->get_name()));
      ++flags;
    }
  }
  CHECK(flags >= 6);
}

TEST_CASE("names of files are quoted, and old checkpoints are not gone back to") {
  const Words words{"build", "it is\" a $HOME", "-o", "a;b.asrg", "--checkpoint", "old.ckpt"};
  const auto given = resumed(words);
  CHECK(given.at("DATASET") == Words{"it is\" a $HOME"});
  CHECK(given.at("--output") == Words{"a;b.asrg"});
  CHECK(given.at("--resume") == Words{"c.ckpt"});
  CHECK_FALSE(given.contains("--checkpoint"));
}

TEST_CASE("a checkpoint of another fit, or a damaged one, is refused") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg";
  const auto checkpoint = folder.path() / "x.asrg.ckpt";
  test::write_small_data_set(data);
  const auto stopped =
      test::run_asrg_until({"build", data, "-o", model, "--resolution", "32", "--steps", "10000000", "--seed", "3"}, " %, left ", SIGTERM);
  CHECK(stopped.exit_code == 130);
  CHECK_THAT(stopped.err, Catch::Contains("asrg build " + data.string()) && Catch::Contains("--seed 3 --resume " + checkpoint.string()));
  REQUIRE(std::filesystem::exists(checkpoint));
  const auto resume = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"build", data, "-o", model, "--resume", checkpoint, "--steps", "10", "--quiet", "--fast-encode"};
    words.insert(words.end(), more.begin(), more.end());
    return run_asrg(words);
  };
  const auto other = resume({"--holdout", "4"});
  CHECK(other.exit_code == 1);
  CHECK_THAT(other.err, Catch::Contains("other photos"));
  const auto good = read_file(checkpoint);
  auto bytes = good;
  bytes[bytes.size() / 2] ^= 1;
  test::write_bytes(checkpoint, bytes);
  CHECK(resume({}).exit_code == 3);
  bytes.resize(12);
  test::write_bytes(checkpoint, bytes);
  CHECK(resume({}).exit_code == 3);
  CHECK(!std::filesystem::exists(model));
  test::write_bytes(checkpoint, good);
  CHECK(resume({}).exit_code == 0);
  CHECK(run_asrg({"validate", model}).exit_code == 0);
  CHECK(!std::filesystem::exists(checkpoint));
}

TEST_CASE("a build that fails names no checkpoint of another") {
  const test::SmallDataSet set;
  const auto model = set.folder.path() / "x.asrg", checkpoint = set.folder.path() / "x.asrg.ckpt";
  test::build_small_model(set.data, model, {"--keep-checkpoint", "--checkpoint-interval", "0"});
  REQUIRE(std::filesystem::exists(checkpoint));
  const auto in_no_time = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"build", set.data, "-o", model, "--time-limit", "0.000001", "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return run_asrg(words);
  };
  const auto other = in_no_time({"--resolution", "32"});
  CHECK(other.exit_code == 4);
  CHECK_THAT(other.err, Catch::Contains("no time for a single step") && !Catch::Contains("holds what was fitted"));
  CHECK(std::filesystem::exists(checkpoint));
}
