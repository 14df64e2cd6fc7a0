#include <catch2/catch.hpp>

#include "compress/model/drawable.h"
#include "compress/codec/codec.h"
#include "compress/image/picture.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "compress/scene/scene.h"
#include "compress/metrics/difference.h"
#include "compress/model/symbols.h"
#include "cuda/render/false_colour.h"
#include "cuda/render/renderer.h"
#include "tests/support.h"
#include "tests/viewer/ball_model.h"
#include "viewer/camera/orbit_camera.h"

#include <fmt/format.h>

#include <cstdlib>
#include <sys/wait.h>

using namespace asrg;

namespace {

struct Outcome {
  int code = -1;
  std::string err;
};

/// A folder with two models; scripts are run by the real program on a virtual display.
struct Stage {
  test::TemporaryDirectory folder;

  Stage() {
    save_model(path("red.asrg"), test::ball_model({0.7f, 0.2f, 0.2f}), Effort::fast);
    save_model(path("green.asrg"), test::ball_model({0.2f, 0.7f, 0.2f}), Effort::fast);
  }
  std::filesystem::path path(const std::string& name) const { return folder.path() / name; }

  Outcome run(const std::string& script, const std::string& arguments = "--size 400x300", bool display = true) const {
    write(path("script"), script);
    const std::string program = ASRG_BINARY_DIR "/bin/asrg-view";
    const std::string command = fmt::format(
        "cd '{}' && env -u DISPLAY -u WAYLAND_DISPLAY LIBGL_ALWAYS_SOFTWARE=1 {} sh -c \"'{}' {} --device cpu --script script; echo \\$? > "
        "code\" "
        "> out 2> err",
        folder.path().string(), display ? "timeout 300 xvfb-run -a -s '-screen 0 1600x1200x24'" : "timeout 60", program, arguments);
    std::filesystem::remove(path("code"));
    std::system(command.c_str());
    // xvfb-run mixes the display's words into standard error, and has an exit code of its own where it cannot clean up behind itself: the program's own
    // are what counts.
    const bool ended = std::filesystem::exists(path("code"));
    return {ended ? std::stoi(read_text_file(path("code"))) : -1, read_text_file(path("out")) + read_text_file(path("err"))};
  }
  ImageU8 picture(const std::string& name) const { return decode_png(read_file(path(name)), name); }

  static void write(const std::filesystem::path& to, const std::string& text) { write_text_file_atomically(to, text, false); }
};

/// Is there a virtual display to test on? Marks the test as skipped where not.
bool display_or_skip() {
  if (std::system("command -v xvfb-run > /dev/null 2>&1") == 0) return true;
  test::skip("there is no xvfb-run on this machine");
  return false;
}

/// What the window must show without panels: the model's own rendering, 2x2 rays a pixel, on the viewer's background.
ImageU8 expected(const std::filesystem::path& file, glm::ivec2 size, Layer layer, float azimuth, float elevation) {
  const Model model = load_model(file);
  Device device = Device::cpu(2);
  const RenderModel ready = drawable(device, model, Precision::compact);
  OrbitCamera camera;
  camera.frame(model.topology.lattice.box(), {0, 0, 1}, 0.7f);
  OrbitPose pose = camera.pose();
  pose.azimuth = glm::radians(azimuth);
  pose.elevation = glm::radians(elevation);
  camera.go_to(pose, true);
  RenderSettings settings;
  settings.layer = layer;
  settings.supersample = 2;
  settings.backdrop = Backdrop::colour;
  settings.backdrop_colour = {0.2f, 0.3f, 0.4f};
  return to_8_bit(render(device, ready, camera.camera(size), settings), 3);
}

/// Such as texts have, within a part of the picture.
int bright_pixels(const ImageU8& i, glm::ivec2 low, glm::ivec2 high) {
  int n = 0;
  for (int y = low.y; y < high.y; ++y)
    for (int x = low.x; x < high.x; ++x) n += i.at(x, y)[0] > 180 && i.at(x, y)[1] > 180 && i.at(x, y)[2] > 180;
  return n;
}

constexpr const char* start = "panels off\nbackground 0.2 0.3 0.4\nopen red.asrg\nopen green.asrg\nshow 1 2\ncamera 30 20 1\n";

}  // namespace

TEST_CASE("the window shows what the renderer draws, in every layer", "[window]") {
  if (!display_or_skip()) return;
  const Stage stage;
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
  if (!display_or_skip()) return;
  const Stage stage;
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
  if (!display_or_skip()) return;
  const Stage stage;
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
  if (!display_or_skip()) return;
  const Stage stage;
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
  CHECK(bright_pixels(side, {2 * column.x, 0}, {402, 60}) > 100);  // the difference's label and scale
  // Panels are left their room: the first ball's middle lies beyond them.
  const ImageU8 panels = stage.picture("panels.png");
  const int width = (800 - 256) / 3;
  CHECK(panels.at(256 + width / 2, 150)[1] > 1.5f * panels.at(256 + width / 2, 150)[0]);
  CHECK(panels.at(256 + width + width / 2, 150)[0] > 1.5f * panels.at(256 + width + width / 2, 150)[1]);
  CHECK(stage.picture("tiny.png").width == 20);
  CHECK(image_difference(stage.picture("off.png"), expected(stage.path("red.asrg"), {400, 300}, Layer::final, 30, 20), 3).mean_error < 0.5);
}

TEST_CASE("the layer of levels has a legend in its colours, and texts grow with the display's scale", "[window]") {
  if (!display_or_skip()) return;
  const Stage stage;
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
  CHECK(bright_pixels(legend, {650, 0}, {900, 80}) > 150);
  CHECK(stage.picture("again.png").pixels == legend.pixels);
}

TEST_CASE("a closed model is gone from the window, the last one leaves it empty", "[window]") {
  if (!display_or_skip()) return;
  const Stage stage;
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
  CHECK(bright_pixels(empty, {50, 130}, {350, 170}) > 50);  // what to do next
  const ImageU8 red = stage.picture("red.png"), wanted = expected(stage.path("red.asrg"), {400, 300}, Layer::final, 30, 20);
  for (int y = 20; y < 200; y += 3)  // above the message that there is nothing to measure
    for (int x = 0; x < 400; x += 3) REQUIRE(std::abs(red.at(x, y)[0] - wanted.at(x, y)[0]) <= 3);
}

TEST_CASE("keys write numbered pictures and never over another", "[window]") {
  if (!display_or_skip()) return;
  const Stage stage;
  Stage::write(stage.path("asrg-view-001.png"), "mine");
  const Outcome o = stage.run("open red.asrg\nkey f12\nwait\nkey f12\nwait\nquit\n");
  CAPTURE(o.err);
  REQUIRE(o.code == 0);
  CHECK(read_text_file(stage.path("asrg-view-001.png")) == "mine");
  CHECK(stage.picture("asrg-view-002.png").width == 1920);
  CHECK(stage.picture("asrg-view-003.png").pixels == stage.picture("asrg-view-002.png").pixels);
}

TEST_CASE("windows of odd sizes are survived, and show messages", "[window]") {
  if (!display_or_skip()) return;
  const Stage stage;
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
  CHECK(bright_pixels(message, {80, 200}, {320, 300}) > 200);
  CHECK(stage.run("quit\n", "--size 300x200 red.asrg green.asrg").code == 0);
}

TEST_CASE("what goes wrong in a script ends it with a sentence and the exit code of its kind", "[window]") {
  if (!display_or_skip()) return;
  const Stage stage;
  auto cut = read_file(stage.path("red.asrg"));
  cut.resize(cut.size() / 2);
  write_file_atomically(stage.path("cut.asrg"), cut, false);
  Stage::write(stage.path("mine.png"), "mine");
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
  if (!display_or_skip()) return;
  const Stage stage;
  const Outcome o = stage.run("turntable turn 3\npicture p.png 64 48\nquit\n", "--size 200x150 red.asrg green.asrg");
  CAPTURE(o.err);
  REQUIRE(o.code == 0);
  CHECK(stage.picture("turn/0002.png").width == 200);
  const ImageU8 p = stage.picture("p.png");
  CHECK(p.width == 64);
  CHECK(p.at(32, 24)[3] == 255);
}

TEST_CASE("photos of a data set are stepped through and measured", "[window]") {
  if (!display_or_skip()) return;
  const Stage stage;
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
  const Stage stage;
  const Outcome o = stage.run("quit\n", "--size 400x300", false);
  CHECK(o.code == 5);
  CHECK_THAT(o.err, Catch::StartsWith("asrg-view: there is no display") && Catch::Contains("asrg render"));
  const Outcome bad = stage.run("jump\n", "--size 400x300", false);
  CHECK(bad.code == 1);
  CHECK_THAT(bad.err, Catch::Contains("line 1: there is no command 'jump'"));
}
