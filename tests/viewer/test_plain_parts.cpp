#include <catch2/catch.hpp>

#include "compress/io/file.h"
#include "cuda/core/error.h"
#include "cuda/render/false_colour.h"
#include "tests/support.h"
#include "tests/viewer/ball_model.h"
#include "viewer/app/actions.h"
#include "viewer/render/frame_scheduler.h"
#include "viewer/render/pictures.h"
#include "viewer/script/script.h"
#include "viewer/session/layout.h"
#include "viewer/session/level_shares.h"
#include "viewer/session/numbered_file.h"
#include "viewer/session/settings.h"
#include "viewer/session/size_quality.h"

#include <set>

using namespace asrg;

TEST_CASE("a moving picture gets as many pixels as fit into a frame, a resting one becomes finest") {
  const glm::ivec2 window(1280, 720);
  FrameScheduler slow, fast;
  for (int i = 0; i < 20; ++i) slow.drawn(1e6, 2.0);
  for (int i = 0; i < 20; ++i) fast.drawn(1e6, 0.001);
  CHECK(fast.moving(window) == Resolution{1, 1});
  const Resolution coarse = slow.moving(window);
  CHECK(coarse.scale < 0.3f);
  CHECK(coarse.scale > 0);
  CHECK(2e-6 * window.x * window.y * coarse.scale * coarse.scale <= FrameScheduler::moving_seconds * 1.01);
  Resolution r = coarse;
  int steps = 0;
  while (!FrameScheduler::finest(r)) {
    r = slow.finer(r);
    REQUIRE(++steps < 5);
  }
  CHECK(r == Resolution{1, FrameScheduler::finest_supersample});
}

TEST_CASE("a slow picture makes the next ones coarser") {
  FrameScheduler s;
  for (int i = 0; i < 50; ++i) s.drawn(1e6, 0.01);
  const float before = s.moving({1280, 720}).scale;
  s.drawn(1e6, 1.0);
  CHECK(s.moving({1280, 720}).scale < before);
  s.drawn(0, 1);
  s.drawn(10, 0);
  CHECK(s.moving({1280, 720}).scale > 0);
  CHECK(s.moving({1, 1}).scale == 1);
}

TEST_CASE("the plot puts more bytes to the right and more dB upwards, all within the frame") {
  const std::vector<SizeQuality> points{{300000, 30.5}, {1000000, 32.0}, {5000000, 33.1}};
  const SizeQualityPlot plot(points);
  std::vector<glm::vec2> at;
  for (const auto& p : points) at.push_back(plot.position(p));
  for (std::size_t i = 0; i < at.size(); ++i) {
    CHECK((at[i].x > 0 && at[i].x < 1 && at[i].y > 0 && at[i].y < 1));
    if (i) CHECK((at[i].x > at[i - 1].x && at[i].y < at[i - 1].y));
  }
  // Logarithmic: a factor is a distance.
  CHECK(plot.position({2000000, 31}).x - plot.position({1000000, 31}).x ==
        Approx(plot.position({800000, 31}).x - plot.position({400000, 31}).x).margin(1e-5));
  CHECK(SizeQualityPlot::hit(at, at[1] + 0.01f, 0.05f) == 1);
  CHECK(SizeQualityPlot::hit(at, {2, 2}, 0.05f) == -1);
  CHECK(SizeQualityPlot::hit({}, {0, 0}, 1) == -1);
  for (const auto bytes : plot.byte_ticks()) CHECK((bytes >= 100000 && bytes <= 20000000));
  CHECK(plot.byte_ticks().size() >= 3);
  CHECK(plot.psnr_ticks().size() >= 3);
  CHECK(plot.psnr_ticks().size() <= 10);
  const SizeQualityPlot one({{1000, 20.0}});
  CHECK(one.position({1000, 20}).x == Approx(0.5f));
}

TEST_CASE("PSNR is found beside the model, if it was measured on that very file") {
  const test::TemporaryDirectory folder;
  const auto write = [&](const std::string& text) { write_text_file_atomically(folder.path() / "a.json", text, false); };
  CHECK_FALSE(find_eval_json(folder.path() / "a.asrg", 1234));
  write(R"({"psnr": 31.25, "bytes": 1234, "ssim": 0.9})");
  REQUIRE(find_eval_json(folder.path() / "a.asrg", 1234));
  CHECK(find_eval_json(folder.path() / "a.asrg", 1234)->psnr == 31.25);
  CHECK(find_eval_json(folder.path() / "a.asrg", 1234)->ssim == 0.9);
  CHECK_FALSE(parse_eval_json(R"({"psnr": 31.25, "bytes": 1234, "ssim": "good"})")->ssim);
  CHECK_FALSE(find_eval_json(folder.path() / "a.asrg", 1235));
  CHECK(parse_eval_json(R"({"psnr": 31.25, "bytes": 1234, "split": "holdout8"})"));
  CHECK_FALSE(parse_eval_json(R"({"psnr": 41.25, "bytes": 1234, "split": "train"})"));
  for (const char* bad : {"", "[]", "{\"psnr\": \"high\", \"bytes\": 1234}", "{\"psnr\": 30}", "{\"psnr\": 30, \"bytes\": -4}"})
    CHECK_FALSE(parse_eval_json(bad));
}

TEST_CASE("outputs are numbered past whatever is there") {
  const test::TemporaryDirectory folder;
  const auto touch = [&](const std::string& name) { write_file_atomically(folder.path() / name, {}, false); };
  const auto stem = folder.path() / "asrg-view";
  CHECK(numbered_file(stem, ".png") == folder.path() / "asrg-view-001.png");
  touch("asrg-view-001.png");
  touch("asrg-view-003.png");
  CHECK(numbered_file(stem, ".png") == folder.path() / "asrg-view-002.png");
  CHECK(numbered_file(stem, ".mp4") == folder.path() / "asrg-view-001.mp4");
  std::filesystem::create_directory(folder.path() / "asrg-view-001");  // frames, where there was no ffmpeg
  CHECK(numbered_file(stem, ".mp4") == folder.path() / "asrg-view-002.mp4");
  std::filesystem::create_symlink("nowhere", folder.path() / "asrg-view-002.mp4");
  CHECK(numbered_file(stem, ".mp4") == folder.path() / "asrg-view-003.mp4");
  for (int n = 1; n <= 1000; ++n) touch("many-" + std::string(n < 10 ? "00" : n < 100 ? "0" : "") + std::to_string(n) + ".x");
  CHECK(numbered_file(folder.path() / "many", ".x").filename() == "many-1001.x");
}

TEST_CASE("columns share the window, pictures keep their shape in them, and a place belongs to the nearest one") {
  const Columns one{{640, 400}, 1, 256}, three{{641, 400}, 3, 0}, beside{{1280, 720}, 3, 256};
  CHECK(one.size() == glm::ivec2(640, 400));
  CHECK(one.within({500, 20}) == glm::vec2(500, 20));
  CHECK(three.size() == glm::ivec2(213, 400));
  CHECK(beside.size() == glm::ivec2(341, 720));
  CHECK(beside.places()[0].low == glm::vec2(256, 0));
  CHECK(beside.within({256 + 341 + 10, 5}) == glm::vec2(10, 5));
  CHECK(three.within({640, 5}).x == 640 - 2 * 213);
  CHECK(three.within({-4, 5}).x == -4);
  for (const glm::vec2 shape : {glm::vec2(800, 400), glm::vec2(100, 900), glm::vec2(33, 33)}) {
    const auto places = beside.places(shape);
    REQUIRE(places.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
      const glm::vec2 extent = places[i].high - places[i].low;
      CHECK(extent.x / extent.y == Approx(shape.x / shape.y));
      CHECK((places[i].low.x >= 255.9f + 341 * static_cast<float>(i) && places[i].high.x <= 256.1f + 341 * static_cast<float>(i + 1)));
      CHECK((places[i].low.y >= -0.1f && places[i].high.y <= 720.1f));
    }
  }
  CHECK(Columns{{400, 300}, 3, 256}.left() == 0);  // the panels would take most of it
  CHECK(Columns{{2, 1}, 3, 0}.size() == glm::ivec2(1));
  CHECK(Columns{{0, 0}, 1, 0}.places().size() == 1);
}

TEST_CASE("the shares of the levels are those of the leaf cells, in the colours of the layer") {
  const Model model = test::ball_model({0.5f, 0.5f, 0.5f});
  const auto levels = level_shares(model.topology);
  REQUIRE(levels.size() == 2);
  // Of eight coarse bricks six are split.
  CHECK(levels[0].cell == Approx(2.0f / 16));
  CHECK(levels[0].of_edge == 16);
  CHECK(levels[1].cell == Approx(2.0f / 32));
  CHECK(levels[1].of_edge == 32);
  std::size_t coarse = 0;
  for (std::size_t b = 0; b < model.topology.bricks.size(); ++b)
    if (model.topology.bricks[b].level == 0)
      coarse += static_cast<std::size_t>(model.topology.cell_begin[b + 1] - model.topology.cell_begin[b]);
  CHECK(coarse > 0);
  CHECK(levels[0].share == Approx(static_cast<double>(coarse) / model.topology.cell_count()));
  CHECK(levels[0].share + levels[1].share == Approx(1));
  CHECK(levels[0].colour == level_colour(0, 2));
  CHECK(levels[1].colour == level_colour(1, 2));
}

TEST_CASE("settings survive, and what is wrong in them keeps its default") {
  ViewerSettings s;
  s.width = 999;
  s.background[1] = 0.5f;
  s.own_background = false;
  for (int i = 0; i < 20; ++i) s.add_recent("file" + std::to_string(i % 15));
  CHECK(s.recent.size() == ViewerSettings::most_recent);
  CHECK(s.recent[0] == "file4");
  const ViewerSettings again = parse_settings(settings_json(s));
  CHECK(again.width == 999);
  CHECK(again.background[1] == 0.5f);
  CHECK_FALSE(again.own_background);
  CHECK(again.recent == s.recent);
  const ViewerSettings plain =
      parse_settings(R"({"width": "wide", "height": -3, "background": [2, 0, 0], "recent": [1, "x"], "turntable_speed": 1e9})");
  CHECK(plain.width == ViewerSettings{}.width);
  CHECK(plain.height == ViewerSettings{}.height);
  CHECK(plain.background[0] == ViewerSettings{}.background[0]);
  CHECK(plain.recent == std::vector<std::string>{"x"});
  CHECK(parse_settings("nonsense").width == ViewerSettings{}.width);
}

TEST_CASE("a script is read line by line, and what is wrong is named with its line") {
  const auto script = parse_script("# a demo\nopen \"my file.asrg\"   # loads\n\n  camera 10 20.5 1\r\nwait\n", "demo");
  REQUIRE(script.size() == 3);
  CHECK(script[0].name == "open");
  CHECK(script[0].arguments == std::vector<std::string>{"my file.asrg"});
  CHECK(script[1].line == 4);
  CHECK(script_number(script[1], 1) == 20.5);
  const auto fails = [](const char* text, const char* sentence) {
    try {
      parse_script(text, "demo");
      FAIL(text);
    } catch (const Error& e) {
      CHECK(e.kind() == ErrorKind::arguments);
      CHECK_THAT(e.what(), Catch::Contains(sentence));
    }
  };
  fails("wait\nfly away", "demo, line 2: there is no command 'fly'");
  fails("camera 1 2", "line 1: camera takes 3 arguments, not 2");
  CHECK_THROWS_AS(script_number({"exposure", {"bright"}, 7}, 0), Error);
  CHECK_THROWS_AS(script_number({"exposure", {"nan"}, 7}, 0), Error);
}

TEST_CASE("each key does one thing, and every thing that has a key is in the help") {
  std::set<std::pair<int, bool>> codes;
  std::set<std::string> names;
  for (const Action& a : actions()) {
    CHECK(codes.insert({a.code, a.control}).second);
    CHECK(names.insert(a.key).second);
    if (!a.help) CHECK_THAT(std::string(a.key), Catch::Matches("(ctrl\\+)?[2-9]"));
  }
}

TEST_CASE("pictures change their channels and sizes") {
  ImageU8 rgb(2, 1, 3);
  rgb.pixels = {1, 2, 3, 4, 5, 6};
  const ImageU8 rgba = with_alpha(rgb);
  CHECK(rgba.pixels == std::vector<std::uint8_t>{1, 2, 3, 255, 4, 5, 6, 255});
  CHECK(without_alpha(rgba).pixels == rgb.pixels);
  const ImageU8 larger = resized(rgb, {4, 2});
  CHECK(larger.at(1, 1)[0] == 1);
  CHECK(larger.at(2, 0)[2] == 6);
}
