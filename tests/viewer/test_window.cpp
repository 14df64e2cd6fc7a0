#include <catch2/catch.hpp>

#include "compress/metrics/difference.h"
#include "cuda/render/false_colour.h"
#include "cuda/render/renderer.h"
#include "tests/viewer/window_stage.h"

#include <fmt/format.h>

#include <cmath>

using namespace asrg;
using test::expected;
using test::Outcome;
using test::start;
using test::WindowStage;

TEST_CASE("the window shows what the renderer draws, in every layer", "[window]") {
  if (!test::display_or_skip()) return;
  const WindowStage stage;
  const std::pair<const char*, Layer> layers[] = {{"final", Layer::final}, {"diffuse", Layer::diffuse}, {"specular", Layer::specular},
                                                  {"depth", Layer::depth}, {"normal", Layer::normal},   {"level", Layer::level},
                                                  {"steps", Layer::steps}, {"opacity", Layer::opacity}};
  std::string script = start;
  for (const auto& [name, layer] : layers) script += fmt::format("layer {0}\nwait\nscreenshot {0}.png\n", name);
  const Outcome o = stage.run(script + "quit\n");
  CAPTURE(o.err);
  REQUIRE(o.code == 0);
  for (const auto& [name, layer] : layers) {
    CAPTURE(name);
    ImageU8 seen = stage.picture(fmt::format("{}.png", name));
    const ImageU8 wanted = expected(stage.path("red.asrg"), {400, 300}, layer, 30, 20);
    REQUIRE((seen.width == 400 && seen.height == 300));
    if (layer == Layer::level)  // but for the legend
      for (int y = 0; y < 90; ++y) std::copy_n(wanted.at(200, y), 3 * 200, seen.at(200, y));
    // Depth and steps have no background of the viewer's; the texture is drawn pixel by pixel.
    const Difference d = image_difference(seen, wanted, 3);
    CHECK(d.mean_error < 0.5);
    CHECK(d.pixels_above < 200);
  }
}

TEST_CASE("pictures drawn into the window's memory are those that are copied", "[window]") {
  if (!test::display_or_skip()) return;
  const WindowStage stage;
  const std::string script =
      "panels off\nbackground 0.2 0.3 0.4\nopen red.asrg\ncamera 30 20 1\nwait\ncamera 60 20 1\ncamera 30 20 1\nwait\nstatus\nscreenshot "
      "{}.png\n"
      "resize 333 217\nwait\nscreenshot {}2.png\nquit\n";
  for (const auto& [name, arguments, words] :
       {std::tuple("drawn", "--size 400x300", "picture 400x300; pictures are drawn into OpenGL's memory"),
        std::tuple("copied", "--size 400x300 --copy-pictures", "picture 400x300; pictures are copied\n")}) {
    const Outcome o = stage.run(fmt::format(fmt::runtime(script), name, name), arguments);
    CAPTURE(name, o.err);
    REQUIRE(o.code == 0);
    CHECK_THAT(o.err, Catch::Contains(words));
  }
  CHECK(stage.picture("drawn.png").pixels == stage.picture("copied.png").pixels);
  CHECK(stage.picture("drawn2.png").pixels == stage.picture("copied2.png").pixels);
  CHECK(image_difference(stage.picture("drawn.png"), expected(stage.path("red.asrg"), {400, 300}, Layer::final, 30, 20), 3).mean_error <
        0.5);
}

TEST_CASE("the split shows one model on each side, the difference is dark where they agree", "[window]") {
  if (!test::display_or_skip()) return;
  const WindowStage stage;
  const Outcome o = stage.run(std::string(start) +
                              "compare split\ndivider 0.5\nwait\nscreenshot split.png\ncompare other\nwait\nscreenshot other.png\n"
                              "compare difference\nwait\nscreenshot difference.png\nkey f11\nkey t\ncompare off\ncamera 30 20 "
                              "1\nwait\nscreenshot presentation.png\nquit\n");
  CAPTURE(o.err);
  REQUIRE(o.code == 0);
  const ImageU8 red = expected(stage.path("red.asrg"), {400, 300}, Layer::final, 30, 20),
                green = expected(stage.path("green.asrg"), {400, 300}, Layer::final, 30, 20);
  const ImageU8 split = stage.picture("split.png"), other = stage.picture("other.png"), difference = stage.picture("difference.png");
  // Rows without labels and divider's handle.
  for (int y = 60; y < 120; y += 3)
    for (int x = 100; x < 300; x += 3) {
      if (std::abs(x - 200) < 14) continue;
      for (int c = 0; c < 3; ++c) {
        REQUIRE(std::abs(split.at(x, y)[c] - (x < 200 ? green : red).at(x, y)[c]) <= 3);
        REQUIRE(std::abs(other.at(x, y)[c] - green.at(x, y)[c]) <= 3);
      }
    }
  CHECK(difference.at(200, 150)[0] > 200);
  CHECK(difference.at(20, 280)[0] < 10);
  CHECK(image_difference(stage.picture("presentation.png"), red, 3).mean_error < 0.5);
}

TEST_CASE("side by side there are the other, the shown and the difference, each drawn for its column", "[window]") {
  if (!test::display_or_skip()) return;
  const WindowStage stage;
  const Outcome o =
      stage.run(std::string(start) +
                    "compare side\nwait\nscreenshot side.png\npanels on\nkey i\nresize 800 300\nwait\nscreenshot panels.png\n"
                    "panels off\nresize 20 14\nwait\nscreenshot tiny.png\nkey z\nresize 400 300\nwait\nscreenshot off.png\nquit\n",
                "--size 402x300");
  CAPTURE(o.err);
  REQUIRE(o.code == 0);
  const glm::ivec2 column(134, 300);
  const ImageU8 red = expected(stage.path("red.asrg"), column, Layer::final, 30, 20),
                green = expected(stage.path("green.asrg"), column, Layer::final, 30, 20);
  const ImageU8 side = stage.picture("side.png");
  // Rows below the labels.
  for (int y = 110; y < 290; y += 3)
    for (int x = 1; x < column.x - 1; x += 3)
      for (int c = 0; c < 3; ++c) {
        REQUIRE(std::abs(side.at(x, y)[c] - green.at(x, y)[c]) <= 3);
        REQUIRE(std::abs(side.at(column.x + x, y)[c] - red.at(x, y)[c]) <= 3);
      }
  CHECK(side.at(2 * column.x + 67, 150)[0] > 200);
  CHECK(side.at(2 * column.x + 5, 280)[0] < 10);
  CHECK(test::bright_pixels(side, {2 * column.x, 0}, {402, 60}) > 100);  // the difference's label and scale
  // Panels are left their room: the first ball's middle lies beyond them.
  const ImageU8 panels = stage.picture("panels.png");
  const int width = (800 - 256) / 3;
  CHECK(panels.at(256 + width / 2, 150)[1] > 1.5f * panels.at(256 + width / 2, 150)[0]);
  CHECK(panels.at(256 + width + width / 2, 150)[0] > 1.5f * panels.at(256 + width + width / 2, 150)[1]);
  CHECK(stage.picture("tiny.png").width == 20);
  CHECK(image_difference(stage.picture("off.png"), expected(stage.path("red.asrg"), {400, 300}, Layer::final, 30, 20), 3).mean_error < 0.5);
}

TEST_CASE("the layer of levels has a legend in its colours, and texts grow with the display's scale", "[window]") {
  if (!test::display_or_skip()) return;
  const WindowStage stage;
  const Outcome o = stage.run(
      "panels off\nopen red.asrg\nlayer final\nwait\nscreenshot plain.png\nlayer level\nwait\nscreenshot legend.png\nscale "
      "2\nwait\nscreenshot large.png\n"
      "scale 1\nwait\nscreenshot again.png\nquit\n",
      "--size 900x400");
  CAPTURE(o.err);
  REQUIRE(o.code == 0);
  // Swatches of the coarsest and the finest level, left of their texts.
  const auto swatches = [](const ImageU8& i, glm::vec3 colour) {
    int n = 0;
    for (int y = 0; y < i.height / 2; ++y)
      for (int x = i.width / 2; x < i.width; ++x) {
        const glm::vec3 d = glm::abs(glm::vec3(i.at(x, y)[0], i.at(x, y)[1], i.at(x, y)[2]) - 255.0f * colour);
        n += glm::all(glm::lessThan(d, glm::vec3(3)));
      }
    return n;
  };
  const ImageU8 plain = stage.picture("plain.png"), legend = stage.picture("legend.png"), large = stage.picture("large.png");
  CHECK(swatches(plain, level_colour(0, 2)) == 0);
  CHECK(swatches(legend, level_colour(0, 2)) > 100);
  CHECK(swatches(large, level_colour(0, 2)) > 3 * swatches(legend, level_colour(0, 2)));
  CHECK(test::bright_pixels(legend, {650, 0}, {900, 80}) > 150);
  CHECK(stage.picture("again.png").pixels == legend.pixels);
}

TEST_CASE("a closed model is gone from the window, the last one leaves it empty", "[window]") {
  if (!test::display_or_skip()) return;
  const WindowStage stage;
  const Outcome o = stage.run(
      std::string(start) +
      "compare split\nwait\nclose 1\nwait\nscreenshot green.png\nkey delete\nwait\nscreenshot empty.png\nkey delete\nkey f12\nkey m\n"
      "key z\nkey tab\npanels on\nwait 0.2\npanels off\nopen red.asrg\ncamera 30 20 1\nwait\nscreenshot red.png\nquit\n");
  CAPTURE(o.err);
  REQUIRE(o.code == 0);
  CHECK(image_difference(stage.picture("green.png"), expected(stage.path("green.asrg"), {400, 300}, Layer::final, 30, 20), 3).mean_error <
        0.5);
  const ImageU8 empty = stage.picture("empty.png");
  CHECK(empty.at(200, 100)[1] < 40);
  CHECK(test::bright_pixels(empty, {50, 130}, {350, 170}) > 50);  // what to do next
  const ImageU8 red = stage.picture("red.png"), wanted = expected(stage.path("red.asrg"), {400, 300}, Layer::final, 30, 20);
  for (int y = 20; y < 200; y += 3)  // above the message that there is nothing to measure
    for (int x = 0; x < 400; x += 3) REQUIRE(std::abs(red.at(x, y)[0] - wanted.at(x, y)[0]) <= 3);
}
