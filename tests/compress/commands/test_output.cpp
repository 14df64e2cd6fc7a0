#include "compress/image/png.h"
#include "compress/io/file.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/commands/small_model.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>

using namespace asrg;
using test::run_asrg;

namespace {

const std::string program = ASRG_BINARY_DIR "/bin/asrg";

/// The exit code of a line for the shell.
int shell(const std::string& line) { return WEXITSTATUS(std::system(("bash -o pipefail -c '" + line + "'").c_str())); }

}  // namespace

TEST_CASE("an output that cannot be written is refused before the data set is read") {
  const test::TemporaryDirectory folder;
  for (const std::string& output : std::vector<std::string>{folder.path() / "no" / "x.asrg", folder.path(), "/proc/x.asrg"}) {
    const auto r = run_asrg({"build", folder.path() / "no-data-set", "-o", output});
    INFO(r.err);
    CHECK(r.exit_code == 2);
    CHECK_THAT(r.err, Catch::Contains("cannot write " + output));
  }
  const auto r = run_asrg({"build", "no-data-set", "-o", folder.path() / "x.asrg", "--checkpoint", folder.path() / "no" / "x.ckpt"});
  CHECK(r.exit_code == 2);
  CHECK_THAT(r.err, Catch::Contains("x.ckpt"));
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("what goes wrong on the way leaves the former output as it was") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg";
  test::write_small_data_set(data);
  std::ofstream(model) << "former";
  CHECK(run_asrg({"build", folder.path() / "none", "-o", model}).exit_code == 2);
  CHECK(run_asrg({"build", data, "-o", model, "--steps", "5", "--resolution", "32", "--max-size", "100B", "--quiet"}).exit_code == 4);
  CHECK(read_text_file(model) == "former");
  test::build_small_model(data, model);
  CHECK(run_asrg({"validate", model}).exit_code == 0);
  // Nothing but the data set, the model, and the checkpoint at most.
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) CHECK((entry.path() == data || entry.path() == model));
}

TEST_CASE("standard output that is full is an error, and one that nobody reads is a quiet one") {
  CHECK(shell(program + " --help >/dev/full 2>/dev/null") == 2);
  CHECK(shell(program + " --version >/dev/full 2>/dev/null") == 2);
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg", said = folder.path() / "said";
  test::write_small_data_set(data);
  test::build_small_model(data, model);
  CHECK(shell(program + " info " + model.string() + " --json >/dev/full 2>" + said.string()) == 2);
  CHECK_THAT(read_text_file(said), Catch::StartsWith("asrg: standard output"));
  CHECK(shell("(sleep 0.3; " + program + " info " + model.string() + ") 2>" + said.string() + " | true") == 2);
  CHECK(read_text_file(said).empty());
  CHECK(shell(program + " eval " + model.string() + " " + data.string() + " -q --json /dev/full >/dev/null 2>" + said.string()) == 2);
  CHECK_THAT(read_text_file(said), Catch::Contains("/dev/full"));
}

TEST_CASE("progress goes to stderr: lines where it is a file, a bar on a terminal, nothing when quiet") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg";
  test::write_small_data_set(data);
  std::vector<std::string> build{"build", data, "-o", model, "--steps", "20", "--resolution", "32", "--fast-encode"};
  const auto plain = run_asrg(build);
  CHECK(plain.exit_code == 0);
  CHECK_THAT(plain.err, Catch::Contains("8 photos") && Catch::Contains(" %, left ") && !Catch::Contains("\r"));
  CHECK_THAT(plain.out, Catch::Contains("training PSNR") && Catch::Contains("samples/s"));
  build.push_back("--quiet");
  CHECK(run_asrg(build).err.empty());
  if (std::system("command -v script >/dev/null") != 0) return;
  const auto seen = folder.path() / "seen";
  const std::string line = program + " eval " + model.string() + " " + data.string();
  CHECK(std::system(("script -qec '" + line + "' /dev/null >" + seen.string() + " </dev/null").c_str()) == 0);
  CHECK_THAT(read_text_file(seen), Catch::Contains("\r") && Catch::Contains("[####"));
}

TEST_CASE("the same seed gives the same file when asked to be deterministic") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", a = folder.path() / "a.asrg", b = folder.path() / "b.asrg", c = folder.path() / "c.asrg";
  test::write_small_data_set(data);
  test::build_small_model(data, a, {"--deterministic", "--threads", "2"});
  test::build_small_model(data, b, {"--deterministic", "--threads", "2"});
  test::build_small_model(data, c, {"--deterministic", "--threads", "2", "--seed", "5"});
  CHECK(read_file(a) == read_file(b));
  CHECK(read_file(a) != read_file(c));
}

TEST_CASE("a turntable becomes a video, or frames where there is no ffmpeg") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg";
  test::write_small_data_set(data);
  test::build_small_model(data, model);
  const std::vector<std::string> render{"render", model, "--orbit", "3", "--size", "33x31", "--quiet", "-o"};
  const auto draw = [&](const std::string& output, std::vector<std::string> more = {}) {
    std::vector<std::string> words = render;
    words.push_back(output);
    words.insert(words.end(), more.begin(), more.end());
    return run_asrg(words);
  };
  if (std::system("command -v ffmpeg >/dev/null") == 0) {
    const auto video = folder.path() / "a b:%d.mp4";
    const auto r = draw(video);
    INFO(r.err);
    CHECK(r.exit_code == 0);
    const auto start = read_file_start(video, 12);
    REQUIRE(start.size() == 12);
    CHECK(std::string(start.begin() + 4, start.begin() + 8) == "ftyp");
    CHECK(draw(folder.path() / "b.mp4", {"--background", "transparent"}).exit_code == 1);
    CHECK(draw(folder.path() / "no" / "c.mp4").exit_code == 2);
  }
  const std::string line = "PATH=/nowhere " + program + " render " + model.string() + " --orbit 3 --size 33x31 -q -o " +
                           (folder.path() / "turn.mp4").string() + " 2>" + (folder.path() / "said").string() + " >/dev/null";
  CHECK(std::system(line.c_str()) == 0);
  CHECK_THAT(read_text_file(folder.path() / "said"), Catch::Contains("ffmpeg"));
  CHECK(decode_png(read_file(folder.path() / "turn" / "frame_0002.png"), "frame").width == 33);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) CHECK(entry.path().extension() != ".tmp");

  CHECK(draw(folder.path() / "clear.png", {"--background", "transparent"}).exit_code == 0);
  const ImageU8 clear = decode_png(read_file(folder.path() / "clear.png"), "clear");
  REQUIRE(clear.channels == 4);
  CHECK(clear.at(0, 0)[3] == 0);
}
