#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compress/codec/codec.h"
#include "compress/image/picture.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"
#include "tests/viewer/ball_model.h"
#include "tests/viewer/session_stage.h"
#include "viewer/session/session.h"

using namespace asrg;
using test::SessionStage;
using test::wait_for;
using test::window;

namespace {

const std::uint8_t* middle(const ImageU8& i) { return i.at(i.width / 2, i.height / 2); }

}  // namespace

TEST_CASE("a session loads, draws, refines, compares, and a broken file is a message") {
  const test::TemporaryDirectory folder;
  save_model(folder.path() / "red.asrg", test::ball_model({0.8f, 0.2f, 0.2f}), Effort::fast);
  save_model(folder.path() / "green.asrg", test::ball_model({0.2f, 0.8f, 0.2f}), Effort::fast);
  RenderThread thread(Device::cpu(2));
  Session session(thread, {});
  session.open(folder.path() / "red.asrg");
  session.open(folder.path() / "missing.asrg");
  session.open(folder.path() / "green.asrg");
  const auto settle = [&] {
    int frames = 0;
    return wait_for([&] {
      session.update({160, 120}, 0.02f);
      return ++frames > 2 && session.settled();
    });
  };
  REQUIRE(settle());
  REQUIRE(session.models().size() == 2);
  REQUIRE(session.messages().size() == 1);
  CHECK_THAT(session.messages()[0], Catch::Contains("missing.asrg"));
  CHECK(session.display.shown == 1);
  CHECK(session.display.other == 0);
  CHECK(session.picture().picture.width == 160);
  CHECK(FrameScheduler::finest(session.picture().resolution));
  const auto middle = [](const ImageU8& i) { return i.at(i.width / 2, i.height / 2); };
  CHECK(middle(session.picture().picture)[1] > 150);
  CHECK(session.picture().other.empty());

  session.display.compare = Compare::difference;
  REQUIRE(settle());
  CHECK(middle(session.picture().other)[0] > 150);
  CHECK(middle(session.picture().difference)[0] > 200);

  session.save_view(3);
  session.camera.orbit({200, 30});
  REQUIRE(settle());
  const OrbitPose turned = session.camera.pose();
  session.recall_view(3);
  REQUIRE(settle());
  CHECK(session.camera.pose().azimuth != turned.azimuth);

  session.pick_pivot({80, 60}, {160, 120});
  REQUIRE(wait_for([&] {
    session.update({160, 120}, 0.02f);
    return glm::length(session.camera.target().pivot) > 0.3f;
  }));
  CHECK(glm::length(session.camera.target().pivot) == Approx(11.0f / 16).margin(0.1));

  session.write_picture(folder.path() / "p.png", {40, 30});
  REQUIRE(wait_for([&] {
    session.update({160, 120}, 0.02f);
    return session.job->done;
  }));
  CHECK(std::filesystem::exists(folder.path() / "p.png"));
  session.record_turntable(folder.path() / "turn", {32, 24}, 5);
  REQUIRE(wait_for([&] {
    session.update({160, 120}, 0.02f);
    return session.job->done;
  }));
  CHECK(std::filesystem::exists(folder.path() / "turn" / "0004.png"));
}

TEST_CASE("a session that ends while it loads and draws ends") {
  const test::TemporaryDirectory folder;
  save_model(folder.path() / "a.asrg", test::ball_model({0.8f, 0.2f, 0.2f}), Effort::fast);
  RenderThread thread(Device::cpu(2));
  {
    Session session(thread, {});
    session.open(folder.path() / "a.asrg");
  }
  CHECK_FALSE(thread.busy());
}

TEST_CASE("side by side draws for a column, with the difference, of models and of photos") {
  SessionStage stage;
  stage.open_ball("red.asrg", {0.8f, 0.2f, 0.2f});
  stage.session.display.compare = Compare::side_by_side;
  REQUIRE(stage.settle());
  CHECK(stage.session.columns(window).count == 1);  // nothing to compare with
  CHECK(stage.session.picture().size == window);
  stage.open_ball("green.asrg", {0.2f, 0.8f, 0.2f});
  stage.session.display.compare = Compare::side_by_side;
  REQUIRE(stage.settle());
  const FrameResult& p = stage.session.picture();
  CHECK(p.size == glm::ivec2(53, 120));
  CHECK(middle(p.picture)[1] > 150);
  CHECK(middle(p.other)[0] > 150);
  CHECK(middle(p.difference)[0] > 200);
  test::write_nerf_synthetic(test::make_sphere_data(3), stage.path("sphere"));
  stage.session.open(stage.path("sphere"));
  REQUIRE(stage.settle());
  stage.session.show_photo(1);
  REQUIRE(stage.settle());
  CHECK(stage.session.columns(window).count == 3);
  CHECK(stage.session.display.compare == Compare::side_by_side);
  CHECK(p.size == stage.session.photos()[1].camera.size);
  CHECK(p.difference.width == p.size.x);
  REQUIRE(p.psnr);
  // Other layers are no photos.
  stage.session.display.layer = Layer::normal;
  REQUIRE(stage.settle());
  CHECK_FALSE(p.psnr);
}

TEST_CASE("closing a model moves the others up, frees its memory, and leaves room for the next") {
  SessionStage stage;
  Session& s = stage.session;
  stage.open_ball("red.asrg", {0.8f, 0.2f, 0.2f});
  stage.open_ball("green.asrg", {0.2f, 0.8f, 0.2f});
  stage.open_ball("blue.asrg", {0.2f, 0.2f, 0.8f});
  REQUIRE(stage.thread.bytes() > 0);
  s.display.compare = Compare::other;
  REQUIRE(s.display.shown == 2);
  REQUIRE(s.display.other == 1);
  s.close(1);  // the other one
  CHECK(s.display.shown == 1);
  CHECK(s.display.other == 0);
  REQUIRE(stage.settle());
  CHECK(middle(s.picture().picture)[2] > 150);
  CHECK(middle(s.picture().other)[0] > 150);
  s.show(0);
  s.close(0);  // the shown one
  REQUIRE(s.models().size() == 1);
  CHECK(s.models()[0].name == "blue");
  CHECK(s.display.shown == 0);
  CHECK(s.display.other == -1);
  CHECK(s.display.compare == Compare::off);
  REQUIRE(stage.settle());
  CHECK(middle(s.picture().picture)[2] > 150);
  s.close(5);
  s.close(-1);
  CHECK(s.models().size() == 1);
  s.close(0);
  CHECK(s.display.shown == -1);
  CHECK(s.picture().size == glm::ivec2(0));
  REQUIRE(stage.settle());
  CHECK(s.picture().picture.empty());
  REQUIRE(stage.until([&] { return stage.thread.bytes() == 0; }));
  s.open(stage.path("red.asrg"));
  REQUIRE(stage.settle());
  CHECK(s.display.shown == 0);
  CHECK(middle(s.picture().picture)[0] > 150);
  CHECK(stage.said().empty());
  CHECK(stage.thread.take_error().empty());
}

TEST_CASE("jobs of a model that is closed end with a word") {
  SessionStage stage;
  Session& s = stage.session;
  stage.open_ball("red.asrg", {0.8f, 0.2f, 0.2f});
  s.record_turntable(stage.path("turn"), {64, 48}, 100000);
  s.close(0);
  REQUIRE(stage.until([&] { return s.job->done; }));
  REQUIRE(stage.settle());
  CHECK_THAT(stage.said(), Catch::Contains("the model has been closed"));
}

TEST_CASE("a picture is transparent and alone, or as the window shows it") {
  SessionStage stage;
  Session& s = stage.session;
  stage.open_ball("red.asrg", {0.8f, 0.2f, 0.2f});
  s.settings.own_background = true;
  s.settings.background[0] = s.settings.background[1] = 0;
  s.settings.background[2] = 1;
  const auto written = [&](bool transparent) {
    s.write_picture(stage.path("p.png"), {40, 30}, transparent);
    REQUIRE(stage.settle());
    CHECK_THAT(stage.said(), Catch::Contains(std::filesystem::absolute(stage.path("p.png")).string() + " written"));
    return decode_png(read_file(stage.path("p.png")), "p.png");
  };
  const ImageU8 alone = written(true);
  CHECK(alone.channels == 4);
  CHECK(alone.at(0, 0)[3] == 0);
  CHECK(middle(alone)[3] == 255);
  const ImageU8 seen = written(false);
  CHECK(seen.at(0, 0)[0] == 0);
  CHECK(seen.at(0, 0)[2] == 255);
  CHECK(middle(seen)[0] == middle(alone)[0]);
  s.display.bricks = true;
  CHECK(written(false).pixels != seen.pixels);
  s.display.bricks = false;
  // In a photo: its camera, and the white that photos are composed on.
  test::write_nerf_synthetic(test::make_sphere_data(3), stage.path("sphere"));
  s.open(stage.path("sphere"));
  REQUIRE(stage.settle());
  s.show_photo(1);
  const ImageU8 photo = written(false);
  CHECK(photo.width == 40);
  CHECK(photo.height == 30);
  CHECK(photo.at(0, 0)[0] == 255);
  s.write_picture(stage.path("no/such/folder.png"), {40, 30});
  REQUIRE(stage.settle());
  CHECK_THAT(stage.said(), Catch::Contains("no/such"));
}

TEST_CASE("folders, saved views and models are told apart, and what is wrong is a message") {
  SessionStage stage;
  Session& s = stage.session;
  s.export_views(stage.path("none.json"));
  CHECK_THAT(stage.said(), Catch::Contains("no saved views"));
  CHECK_FALSE(std::filesystem::exists(stage.path("none.json")));
  stage.open_ball("red.asrg", {0.8f, 0.2f, 0.2f});
  s.views_file = stage.path("kept/views.json");
  s.save_view(2);
  s.camera.orbit({100, 0});
  s.save_view(4);
  s.export_views(stage.path("out.json"));
  CHECK_THAT(stage.said(), Catch::Contains((stage.path("out.json")).string() + " written"));
  const SavedViews before = s.views;
  s.views[2].reset();
  s.views[4]->distance *= 2;
  s.views[7] = OrbitPose{};
  s.open(stage.path("out.json"));
  REQUIRE((s.views[2] && s.views[4] && s.views[7]));
  CHECK(s.views[4]->distance == before[4]->distance);
  CHECK(s.views[2]->azimuth == before[2]->azimuth);
  CHECK_THAT(stage.said(), Catch::Contains("2 saved views"));
  CHECK(parse_saved_views(read_text_file(stage.path("kept/views.json")), "views")[7]);

  test::write_text(stage.path("eval.json"), R"({"psnr": 31, "bytes": 7})");
  for (const char* wrong : {"eval.json", "missing.json", "missing.asrg", "kept"}) {
    s.open(stage.path(wrong));
    REQUIRE(stage.settle());
    CAPTURE(wrong);
    CHECK_THAT(stage.said(), Catch::Contains(stage.path(wrong).string()));
  }
  CHECK(s.views[2]->azimuth == before[2]->azimuth);
  CHECK(s.models().size() == 1);
  s.export_views(stage.path("no/folder.json"));
  CHECK_FALSE(stage.said().empty());
}

TEST_CASE("the kernels' times are those of one picture") {
  SessionStage stage;
  stage.open_ball("red.asrg", {0.8f, 0.2f, 0.2f});
  for (int i = 0; i < 5; ++i) {
    stage.session.camera.orbit({20, 0});
    REQUIRE(stage.settle());
    const FrameResult& p = stage.session.picture();
    REQUIRE_FALSE(p.kernel_seconds.empty());
    double sum = 0;
    for (const auto& [name, seconds] : p.kernel_seconds) sum += seconds;
    CHECK(sum > 0);
    CHECK(sum <= p.seconds * 1.01 + 1e-4);
  }
}
