#include <catch2/catch.hpp>

#include "compress/codec/codec.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "compress/scene/load_views.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"
#include "tests/viewer/ball_model.h"
#include "tests/viewer/failing_device.h"
#include "viewer/session/session.h"

#include <atomic>
#include <chrono>
#include <thread>

using namespace asrg;

namespace {

/// A session on a device that can be made to fail, moved on frame by frame.
struct Stage {
  test::TemporaryDirectory folder;
  std::shared_ptr<test::Failure> failure = std::make_shared<test::Failure>();
  RenderThread thread{test::failing_device(failure)};
  Session session{thread, {}};

  std::filesystem::path path(const std::string& name) const { return folder.path() / name; }
  void step() {
    session.update({160, 120}, 0.02f);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  /// Two minutes at most, for busy machines.
  template <class Condition>
  bool until(Condition&& condition) {
    for (int i = 0; i < 24000; ++i) {
      step();
      if (condition()) return true;
    }
    return false;
  }
  bool settle() {
    int frames = 0;
    return until([&] { return ++frames > 4 && session.settled() && (!session.job || session.job->done); });
  }
  void open_ball(const std::string& name) {
    save_model(path(name), test::ball_model({0.8f, 0.2f, 0.2f}), Effort::fast);
    session.open(path(name));
    REQUIRE(settle());
    // Coarser levels are made behind the first pictures: a failure that is meant for pictures shall not meet them. Jobs take turns.
    std::atomic<int> turns = 0;
    thread.add_job([&](auto&) { return ++turns > RenderThread::coarser_levels; });
    REQUIRE(until([&] { return turns > RenderThread::coarser_levels; }));
  }
  /// The kind of what went wrong first, and that there was a sentence that says so.
  ErrorKind failed(const std::string& in_sentence) {
    const auto error = session.take_failure();
    REQUIRE(error);
    CHECK_THAT(error->what(), Catch::Contains(in_sentence));
    REQUIRE_FALSE(session.messages().empty());
    CHECK(session.messages().back() == error->what());
    CHECK_FALSE(session.take_failure());
    return error->kind();
  }
};

}  // namespace

TEST_CASE("a picture that cannot be drawn is asked for once, and again only when something has changed") {
  Stage stage;
  stage.open_ball("a.asrg");
  stage.failure->on = true;
  stage.session.camera.orbit({40, 0});
  REQUIRE(stage.until([&] { return !stage.session.messages().empty(); }));
  CHECK(stage.session.messages() == std::vector<std::string>{"the device has failed"});
  // The camera comes to rest, and then nothing is tried any more.
  REQUIRE(
      stage.until([&] { return stage.session.camera.pose().azimuth == stage.session.camera.target().azimuth && stage.session.settled(); }));
  const int tried = stage.failure->launches;
  for (int i = 0; i < 50; ++i) stage.step();
  CHECK(stage.failure->launches == tried);
  // Another view is tried, and fails for the same reason: that has been said.
  stage.session.display.layer = Layer::normal;
  REQUIRE(stage.until([&] { return stage.failure->launches > tried; }));
  for (int i = 0; i < 50; ++i) stage.step();
  CHECK(stage.failure->launches == tried + 1);
  CHECK(stage.session.messages().size() == 1);
  CHECK(stage.failed("the device has failed") == ErrorKind::runtime);

  stage.failure->on = false;
  stage.session.display.layer = Layer::final;
  REQUIRE(stage.settle());
  CHECK(FrameScheduler::finest(stage.session.picture().resolution));
  // What fails after a picture was there is said anew.
  stage.failure->on = true;
  stage.session.display.layer = Layer::depth;
  REQUIRE(stage.until([&] { return stage.session.messages().size() == 2; }));
}

TEST_CASE("whatever goes wrong is a message, and kept by kind for a script to end with") {
  Stage stage;
  Session& s = stage.session;
  s.open(stage.path("missing.asrg"));
  REQUIRE(stage.settle());
  CHECK(stage.failed("missing.asrg") == ErrorKind::io);
  stage.open_ball("a.asrg");
  CHECK_FALSE(s.take_failure());
  auto bytes = read_file(stage.path("a.asrg"));
  bytes.resize(bytes.size() / 2);
  write_file_atomically(stage.path("cut.asrg"), bytes, false);
  s.open(stage.path("cut.asrg"));
  REQUIRE(stage.settle());
  CHECK(stage.failed("cut.asrg") == ErrorKind::invalid_file);

  const auto after = [&](auto&& action, ErrorKind kind, const std::string& in_sentence) {
    action();
    REQUIRE(stage.settle());
    CAPTURE(in_sentence);
    CHECK(stage.failed(in_sentence) == kind);
  };
  test::write_text(stage.path("mine.png"), "mine");
  test::write_text(stage.path("mine.json"), "{\"mine\": 1}");
  s.save_view(2);
  after([&] { s.write_picture(stage.path("no/p.png"), {8, 8}); }, ErrorKind::io, "no/p.png");
  after([&] { s.write_picture(stage.path("p.jpg"), {8, 8}); }, ErrorKind::arguments, ".jpg");
  after([&] { s.write_picture(stage.path("mine.png"), {8, 8}); }, ErrorKind::io, "mine.png");
  after([&] { s.record_turntable(stage.path("t.gif"), {8, 8}, 2); }, ErrorKind::arguments, ".gif");
  after([&] { s.record_turntable(stage.path("t.png"), {8, 8}, 2); }, ErrorKind::arguments, "t.png");
  after([&] { s.record_turntable(stage.path("mine.json/t"), {8, 8}, 2); }, ErrorKind::io, "mine.json/t");
  after([&] { s.export_views(stage.path("mine.json")); }, ErrorKind::io, "mine.json");
  after([&] { s.import_views(stage.path("mine.json")); }, ErrorKind::io, "mine.json");
  CHECK(read_text_file(stage.path("mine.png")) == "mine");
  CHECK(read_text_file(stage.path("mine.json")) == "{\"mine\": 1}");
  stage.failure->on = true;
  after([&] { s.write_picture(stage.path("q.png"), {8, 8}); }, ErrorKind::runtime, "the device has failed");
  stage.failure->on = false;
  s.write_picture(stage.path("q.png"), {8, 8});
  REQUIRE(stage.settle());
  CHECK_FALSE(s.take_failure());
  CHECK(decode_png(read_file(stage.path("q.png")), "q.png").width == 8);
}

TEST_CASE("a load that nobody wants any more reads no further photo") {
  const test::TemporaryDirectory folder;
  test::write_nerf_synthetic(test::make_sphere_data(4), folder.path());
  const Scene whole = load_scene(folder.path());
  REQUIRE(whole.train.size() == 4);
  // A photo that is refused when its pixels are read; its size is still told.
  const auto broken = folder.path() / whole.train[1].name;
  auto bytes = read_file(broken);
  bytes.resize(bytes.size() / 2);
  write_file_atomically(broken, bytes, false);
  SceneOptions options;
  std::atomic<bool> stop{false};
  options.stop = &stop;
  CHECK_THROWS_WITH(load_scene(folder.path(), options), Catch::Contains(whole.train[1].name));
  stop = true;
  CHECK_THROWS_WITH(load_scene(folder.path(), options), Catch::Contains("no longer wanted"));
}

TEST_CASE("work in the background is told to stop when its owner ends") {
  std::atomic<bool> begun{false}, ended{false};
  const auto work = [&](const std::atomic<bool>& stop) {
    begun = true;
    while (!stop) std::this_thread::yield();
    ended = true;
    return 7;
  };
  {
    Background<int> first(work);
    REQUIRE(first.pending());
    while (!begun) std::this_thread::yield();
    CHECK_FALSE(first.ready());
    Background<int> moved(std::move(first));
    CHECK_FALSE(first.pending());
    first.stop();  // it is another's now
    CHECK_FALSE(ended);
  }
  CHECK(ended);
  Background<int> value(work);
  value.stop();
  CHECK(value.get() == 7);
  CHECK_FALSE(value.pending());
  value = Background<int>([](const std::atomic<bool>&) -> int { throw std::runtime_error("nothing there"); });
  CHECK_THROWS_WITH(value.get(), "nothing there");
}
