#include <catch2/catch.hpp>

#include "compress/image/picture.h"
#include "compress/io/file.h"
#include "compress/scene/scene.h"
#include "tests/viewer/window_stage.h"

#include <cmath>

using namespace asrg;
using test::Outcome;
using test::WindowStage;

TEST_CASE("keys write numbered pictures and never over another", "[window]") {
  if (!test::display_or_skip()) return;
  const WindowStage stage;
  WindowStage::write(stage.path("asrg-view-001.png"), "mine");
  const Outcome o = stage.run("open red.asrg\nkey f12\nwait\nkey f12\nwait\nquit\n");
  CAPTURE(o.err);
  REQUIRE(o.code == 0);
  CHECK(read_text_file(stage.path("asrg-view-001.png")) == "mine");
  CHECK(stage.picture("asrg-view-002.png").width == 1920);
  CHECK(stage.picture("asrg-view-003.png").pixels == stage.picture("asrg-view-002.png").pixels);
}

TEST_CASE("windows of odd sizes are survived, and show messages", "[window]") {
  if (!test::display_or_skip()) return;
  const WindowStage stage;
  const Outcome o = stage.run(
      "key m\nopen red.asrg\nwait\nscreenshot message.png\nresize 40 30\nwait\nscreenshot tiny.png\nresize "
      "1500 1100\n"
      "wait 0.5\nscreenshot huge.png\nkey ?\nkey o\nbricks on\nwait 0.3\nscreenshot panels.png\nopen green.asrg\nquit\n");
  CAPTURE(o.err);
  REQUIRE(o.code == 0);
  CHECK(stage.picture("tiny.png").width == 40);
  CHECK(stage.picture("huge.png").width == 1500);
  // The messages are shown at the lower edge.
  const ImageU8 message = stage.picture("message.png");
  CHECK(test::bright_pixels(message, {80, 200}, {320, 300}) > 200);
  CHECK(stage.run("quit\n", "--size 300x200 red.asrg green.asrg").code == 0);
}

TEST_CASE("what goes wrong in a script ends it with a sentence and the exit code of its kind", "[window]") {
  if (!test::display_or_skip()) return;
  const WindowStage stage;
  auto cut = read_file(stage.path("red.asrg"));
  cut.resize(cut.size() / 2);
  write_file_atomically(stage.path("cut.asrg"), cut, false);
  WindowStage::write(stage.path("mine.png"), "mine");
  struct Case {
    std::string script, files;
    int code;
    std::string in_sentence;
  };
  const Case cases[] = {
      {"open nothing.asrg\nquit\n", "", 2, "nothing.asrg"},
      {"open cut.asrg\nquit\n", "", 3, "cut.asrg"},
      {"quit\n", "cut.asrg", 3, "cut.asrg"},
      {"wait\nquit\n", "red.asrg nothing.asrg", 2, "nothing.asrg"},
      {"picture /proc/x.png 64 64\nquit\n", "red.asrg", 2, "/proc/x.png"},
      {"picture x.bmp 64 64\nquit\n", "red.asrg", 1, ".bmp"},
      {"turntable /proc/turn 3\nquit\n", "red.asrg", 2, "/proc/turn"},
      {"picture x.png 64 64\nquit\n", "", 1, "there is no model to draw"},
      {"screenshot mine.png\nquit\n", "red.asrg", 2, "mine.png"},
  };
  for (const Case& c : cases) {
    const Outcome o = stage.run(c.script, "--size 200x150 " + c.files);
    CAPTURE(c.script, c.files, o.err);
    CHECK(o.code == c.code);
    CHECK_THAT(o.err, Catch::Contains("asrg-view: ") && Catch::Contains(c.in_sentence));
  }
  CHECK(read_text_file(stage.path("mine.png")) == "mine");
}

TEST_CASE("the first command of a script finds the files of the command line loaded", "[window]") {
  if (!test::display_or_skip()) return;
  const WindowStage stage;
  const Outcome o = stage.run("turntable turn 3\npicture p.png 64 48\nquit\n", "--size 200x150 red.asrg green.asrg");
  CAPTURE(o.err);
  REQUIRE(o.code == 0);
  CHECK(stage.picture("turn/0002.png").width == 200);
  const ImageU8 p = stage.picture("p.png");
  CHECK(p.width == 64);
  CHECK(p.at(32, 24)[3] == 255);
}

TEST_CASE("photos of a data set are stepped through and measured", "[window]") {
  if (!test::display_or_skip()) return;
  const WindowStage stage;
  const std::string dataset = ASRG_SOURCE_DIR "/assets/kitchenaid";
  const Outcome o = stage.run(
      "panels off\nopen red.asrg\nphoto 2\nwait\ndivider 1\nwait\nscreenshot photo.png\nkey n\nwait\nkey m\nwait\nkey escape\nwait\nquit\n",
      "--size 400x400 --downscale 8 --dataset '" + dataset + "'");
  CAPTURE(o.err);
  REQUIRE(o.code == 0);
  // The divider at the right edge: nothing but the photo, enlarged from 50x50, but for labels.
  SceneOptions options;
  options.downscale = 8;
  options.load_train = false;
  const Scene scene = load_scene(dataset, options);
  const ImageU8 photo = to_8_bit(compose(scene.test.at(1).image, 1.0f), 3), seen = stage.picture("photo.png");
  double sum = 0;
  int count = 0;
  for (int y = 6; y < 44; ++y)
    for (int x = 2; x < 46; ++x)
      for (int c = 0; c < 3; ++c, ++count) sum += std::abs(seen.at(8 * x + 4, 8 * y + 4)[c] - photo.at(x, y)[c]);
  CHECK(sum / count < 6);
}

TEST_CASE("without a display there is one sentence and a documented exit code", "[window]") {
  const WindowStage stage;
  const Outcome o = stage.run("quit\n", "--size 400x300", false);
  CHECK(o.code == 5);
  CHECK_THAT(o.err, Catch::StartsWith("asrg-view: there is no display") && Catch::Contains("asrg render"));
  const Outcome bad = stage.run("jump\n", "--size 400x300", false);
  CHECK(bad.code == 1);
  CHECK_THAT(bad.err, Catch::Contains("line 1: there is no command 'jump'"));
}
