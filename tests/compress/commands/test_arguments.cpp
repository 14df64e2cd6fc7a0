#include "tests/compress/commands/program.h"
#include "tests/compress/commands/small_model.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

using namespace asrg;
using test::run_asrg;
using Words = std::vector<std::string>;

TEST_CASE("the program explains itself") {
  const auto version = run_asrg({"--version"});
  CHECK(version.exit_code == 0);
  CHECK_THAT(version.out, Catch::StartsWith("asrg "));
  const auto help = run_asrg({"--help"});
  CHECK(help.exit_code == 0);
  CHECK_THAT(help.out, Catch::Contains("Exit codes"));
  const auto alone = run_asrg({});
  CHECK(alone.exit_code == 0);
  CHECK(alone.out == help.out);
  for (const char* command : {"build", "pose", "eval", "render", "info", "validate", "bench", "compare", "page"}) {
    INFO(command);
    CHECK_THAT(help.out, Catch::Contains(command));
    const auto r = run_asrg({command, "--help"});
    CHECK(r.exit_code == 0);
    CHECK_THAT(r.out, Catch::Contains(std::string("asrg ") + command) && Catch::Contains("Exit codes"));
    CHECK(r.err.empty());
  }
}

TEST_CASE("a wrong command line ends with exit code 1 before anything is read") {
  const Words build{"build", "/nowhere", "-o", "/tmp/never.asrg"}, render{"render", "/nowhere.asrg", "-o", "/tmp/never", "--orbit", "2"},
      eval{"eval", "/nowhere.asrg", "/nowhere"}, bench{"bench", "/nowhere.asrg"}, compare{"compare", "/a.png", "/b.png"};
  struct Case {
    Words command, options;
    const char* in_sentence;
  };
  const Case cases[] = {
      {{"--quiet"}, {}, "asrg --help"},
      {{"paint"}, {}, "paint"},
      {{"build"}, {}, "see asrg build --help"},
      {{"build", "/nowhere"}, {}, "--output"},
      {build, {"--quality", "101"}, "0 to 100"},
      {build, {"--quality", "nan"}, "nan"},
      {build, {"--quality", "fine"}, "fine"},
      {build, {"--ssim-weight", "-0.1"}, "--ssim-weight"},
      {build, {"--ssim-weight", "nan"}, "nan"},
      {build, {"--downscale", "0"}, "--downscale"},
      {build, {"--downscale", "1.5"}, "1.5"},
      {build, {"--seed", "-1"}, "--seed"},
      {build, {"--steps", "1e99"}, "--steps"},
      {build, {"--threads", "-2"}, "--threads"},
      {build, {"--time-limit", "5 parsecs"}, "5 parsecs"},
      {build, {"--time-limit", "-5"}, "-5"},
      {build, {"--time-limit", "inf"}, "inf"},
      {build, {"--max-size", "0"}, "'0'"},
      {build, {"--max-size", "0.5B"}, "0.5B"},
      {build, {"--max-size", "5XB"}, "5XB"},
      {build, {"--box", "0,0,0,1,1"}, "--box"},
      {build, {"--box", "0,0,0,1,1,nan"}, "nan"},
      {build, {"--box", "0,0,0,1,1,inf"}, "inf"},
      {build, {"--background", "pink"}, "pink"},
      {build, {"--frames", "2"}, "--frames"},
      {{"pose", "/nowhere"}, {}, "--output"},
      {{"pose", "/nowhere", "-o", "/tmp/never"}, {"--cameras", "two"}, "two"},
      {build, {"--mask-from-background", "pink"}, "pink"},
      {build, {"--device", "abacus"}, "abacus"},
      {build, {"--deterministic", "--time-limit", "5s"}, "--time-limit"},
      {build, {"--resume", "/a.ckpt", "--checkpoint", "/b.ckpt"}, "--checkpoint"},
      {eval, {"--background", "pink"}, "pink"},
      {render, {"--size", "0x5"}, "0x5"},
      {render, {"--size", "99999x5"}, "99999x5"},
      {render, {"--size", "5"}, "'5'"},
      {render, {"--layer", "paint"}, "paint"},
      {render, {"--up", "0,0,0"}, "--up"},
      {render, {"--up", "0,0"}, "--up"},
      {render, {"--elevation", "91"}, "--elevation"},
      {render, {"--distance", "nan"}, "nan"},
      {render, {"--cameras", "/cameras.json"}, "--cameras"},
      {{"render", "/nowhere.asrg", "-o", "/tmp/never"}, {}, "--orbit"},
      {{"render", "/nowhere.asrg", "-o", "/tmp/never.gif", "--orbit", "2"}, {}, ".gif files are not written"},
      {{"render", "/nowhere.asrg", "-o", "/tmp/never.jpg"}, {}, ".png or .mp4"},
      {bench, {"--size", "100x100,5"}, "'5'"},
      {bench, {"--views", "0"}, "--views"},
      {compare, {"--max-error", "256"}, "--max-error"},
      {compare, {"/c.png"}, "/c.png"},
      {compare, {"--output", "/tmp/never.mp4"}, "OUT.png"},
      {compare, {"--output", "/tmp/never.tif"}, ".tif files"},
  };
  for (const Case& c : cases) {
    Words words = c.command;
    words.insert(words.end(), c.options.begin(), c.options.end());
    const auto r = run_asrg(words);
    INFO(Catch::StringMaker<Words>::convert(words) << " says: " << r.err);
    CHECK(r.exit_code == 1);
    CHECK_THAT(r.err, Catch::StartsWith("asrg: ") && Catch::Contains(c.in_sentence));
    CHECK(r.out.empty());
    // One sentence on one line.
    CHECK(std::count(r.err.begin(), r.err.end(), '\n') == 1);
  }
}

TEST_CASE("values that begin with a minus, units, and odd file names are understood") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "it's a \"data set\" %d", model = folder.path() / "-o $HOME;.asrg";
  test::write_small_data_set(data);
  test::build_small_model(data, model, {"--box", "-1,-1,-1,1,1,1", "--max-size", "1.5MiB", "--quality", "50.5", "--seed", "4294967295"});
  CHECK(run_asrg({"info", model}).exit_code == 0);
  const auto drawn = run_asrg({"render", model, "-o", folder.path() / "a.png", "--up", "-1,0,0", "--elevation", "-20", "--size", "16x16"});
  INFO(drawn.err);
  CHECK(drawn.exit_code == 0);
}
