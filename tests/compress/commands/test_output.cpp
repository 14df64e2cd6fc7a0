#include "compress/image/png.h"
#include "compress/io/file.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/commands/small_model.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>

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
  const std::string former = "PK\x03\x04 former";
  std::ofstream(model) << former;
  CHECK(run_asrg({"build", folder.path() / "none", "-o", model}).exit_code == 2);
  CHECK(run_asrg({"build", data, "-o", model, "--steps", "5", "--resolution", "32", "--max-size", "100B", "--quiet"}).exit_code == 1);
  CHECK(read_text_file(model) == former);
  test::build_small_model(data, model);
  CHECK(run_asrg({"validate", model}).exit_code == 0);
  // Nothing but the data set, the model, and the checkpoint at most.
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) CHECK((entry.path() == data || entry.path() == model));
}

TEST_CASE("where --max-size cannot be reached the smallest model is written, and the exit code says so") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg";
  test::write_small_data_set(data);
  const auto tight =
      run_asrg({"build", data, "-o", model, "--steps", "10", "--resolution", "32", "--max-size", "3600", "--quiet", "--fast-encode"});
  CAPTURE(tight.err);
  CHECK(tight.exit_code == 4);
  CHECK_THAT(tight.err, Catch::Contains("smallest"));
  REQUIRE(std::filesystem::exists(model));
  CHECK(run_asrg({"validate", model}).exit_code == 0);
  const auto reached = std::filesystem::file_size(model);
  CHECK(reached > 3600);
  const auto limit = std::to_string(reached + 1500);
  const auto kept =
      run_asrg({"build", data, "-o", model, "--steps", "10", "--resolution", "32", "--max-size", limit, "--quiet", "--fast-encode"});
  CAPTURE(kept.err);
  CHECK(kept.exit_code == 0);
  CHECK(std::filesystem::file_size(model) <= reached + 1500);
}

TEST_CASE("nothing is replaced by a file of another kind, and no photo by any") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg", text = folder.path() / "notes.txt";
  test::write_small_data_set(data);
  test::build_small_model(data, model);
  std::vector<std::filesystem::path> photos;
  for (const auto& entry : std::filesystem::directory_iterator(data / "train")) photos.push_back(entry.path());
  REQUIRE(photos.size() >= 2);
  const auto photo = photos[0], second = photos[1], poses = data / "transforms_train.json";
  const auto video = folder.path() / "old.mp4", picture = folder.path() / "old.png", results = folder.path() / "results.json";
  test::write_text(text, "mine");
  test::write_text(video, "mine");
  test::write_text(picture, "mine");
  test::write_text(results, "[1, 2]");
  std::map<std::filesystem::path, std::vector<std::uint8_t>> before;
  for (const auto& f : {model, photo, second, poses, text, video, picture, results}) before[f] = read_file(f);
  const std::vector<std::string> tiny{"--steps", "2", "--resolution", "16", "--quiet", "--fast-encode"};
  struct Case {
    std::vector<std::string> words;
    int code;
    std::filesystem::path kept;
  };
  std::vector<Case> cases{
      {{"build", data, "-o", photo}, 2, photo},
      {{"build", data, "-o", poses}, 2, poses},
      {{"build", data, "-o", text}, 2, text},
      {{"build", data, "-o", folder.path() / "y.asrg", "--checkpoint", photo}, 2, photo},
      {{"render", model, "-o", picture, "--size", "8x8"}, 2, picture},
      {{"render", model, "-o", photo, "--size", "8x8"}, 2, photo},
      {{"render", model, "-o", video, "--orbit", "2", "--size", "8x8"}, 2, video},
      {{"eval", model, data, "--json", poses, "-q"}, 2, poses},
      {{"eval", model, data, "--json", results, "-q"}, 2, results},
      {{"compare", photo, second, "--output", photo}, 1, photo},
      {{"compare", photo, second, "--output", picture}, 2, picture},
  };
  for (Case& c : cases) {
    if (c.words[0] == "build") c.words.insert(c.words.end(), tiny.begin(), tiny.end());
    const auto r = run_asrg(c.words);
    INFO(Catch::StringMaker<std::vector<std::string>>::convert(c.words) << " says: " << r.err);
    CHECK(r.exit_code == c.code);
    CHECK_THAT(r.err, Catch::StartsWith("asrg: ") && Catch::Contains(c.kept.string()));
    CHECK(std::count(r.err.begin(), r.err.end(), '\n') == 1);
    for (const auto& [file, bytes] : before) CHECK(read_file(file) == bytes);
  }
  // Each replaces its own.
  test::build_small_model(data, model);
  const std::vector<std::string> words{"render", model, "-o", folder.path() / "new.png", "--size", "8x8"};
  const std::vector<std::string> eval{"eval", model, data, "-q", "--json", folder.path() / "new.json", "--images", folder.path() / "views"};
  for (int i = 0; i < 2; ++i) {
    CHECK(run_asrg(words).exit_code == 0);
    CHECK(run_asrg(eval).exit_code == 0);
  }
}

TEST_CASE("frames go into a folder that is there, or whose name ends with a slash, whatever dots it has") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg";
  test::write_small_data_set(data);
  test::build_small_model(data, model);
  std::filesystem::create_directory(folder.path() / "there.v2");
  for (const char* name : {"there.v2", "new.v2/", "plain"}) {
    const auto r = run_asrg({"render", model, "--orbit", "1", "--size", "8x8", "-q", "-o", folder.path() / name});
    CAPTURE(name, r.err);
    CHECK(r.exit_code == 0);
    CHECK(std::filesystem::exists(folder.path() / name / "frame_0000.png"));
  }
  CHECK(run_asrg({"render", model, "--size", "8x8", "-q", "-o", folder.path() / "A.PNG"}).exit_code == 0);
  CHECK(std::filesystem::is_regular_file(folder.path() / "A.PNG"));
}

TEST_CASE("a video that could not be written whole is one sentence, and leaves the old one") {
  if (std::system("command -v ffmpeg >/dev/null") != 0) return test::skip("there is no ffmpeg on this machine");
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg", video = folder.path() / "f.mp4",
             said = folder.path() / "said";
  test::write_small_data_set(data);
  test::build_small_model(data, model);
  const std::string render =
      program + " render " + model.string() + " -q --device cpu --orbit 12 --size 64x64 -o " + video.string() + " 2>" + said.string();
  REQUIRE(shell(render + " >/dev/null") == 0);
  const auto before = read_file(video);
  const auto check = [&] {
    CHECK(read_file(video) == before);
    const std::string text = read_text_file(said);
    CHECK_THAT(text, Catch::StartsWith("asrg: cannot write " + video.string()));
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) CHECK(entry.path().extension() != ".tmp");
  };
  SECTION("a file grows no further, as on a full disk") {
    CHECK(shell("trap \"\" XFSZ; ulimit -f 1; " + render) == 2);
    check();
    CHECK_THAT(read_text_file(said), Catch::Contains("File too large"));
  }
  SECTION("ffmpeg ends well, but the video has no table of contents") {
    const auto fake = folder.path() / "ffmpeg";
    test::write_text(fake, "#!/bin/bash\n[ \"$1\" = -version ] && exit 0\ncat >/dev/null\nout=\"${@: -1}\"\nhead -c 3000 " +
                               video.string() + " >\"${out#file:}\"\n");
    std::filesystem::permissions(fake, std::filesystem::perms::owner_all);
    CHECK(shell("PATH=" + folder.path().string() + ":$PATH " + render) == 2);
    check();
  }
}

TEST_CASE("Ctrl-C while a video is made ends with 130 and leaves nothing half-written") {
  if (std::system("command -v ffmpeg >/dev/null") != 0) return test::skip("there is no ffmpeg on this machine");
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg", video = folder.path() / "f.mp4";
  test::write_small_data_set(data);
  test::build_small_model(data, model);
  const auto r = test::run_asrg_until({"render", model, "--orbit", "100000", "--size", "64x64", "-o", video}, " %, left ", SIGINT);
  INFO(r.err);
  CHECK(r.exit_code == 130);
  CHECK_THAT(r.err, Catch::Contains("asrg: interrupted after") && !Catch::Contains("ffmpeg"));
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
