#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compress/model/drawable.h"
#include "compress/codec/codec.h"
#include "compress/image/picture.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "compress/metrics/psnr.h"
#include "compress/metrics/ssim.h"
#include "compress/model/symbols.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"
#include "tests/viewer/ball_model.h"
#include "viewer/render/pictures.h"
#include "viewer/session/session.h"

#include <chrono>
#include <thread>

using namespace asrg;

namespace {

constexpr glm::ivec2 window{160, 120};

/// A folder, a render thread and a session in it, moved on frame by frame.
struct Stage {
  test::TemporaryDirectory folder;
  RenderThread thread{Device::cpu(2)};
  Session session{thread, {}};

  std::filesystem::path path(const std::string& name) const { return folder.path() / name; }
  /// Until `condition` holds; two minutes at most, for busy machines.
  template <class Condition>
  bool until(Condition&& condition) {
    for (int i = 0; i < 12000; ++i) {
      session.update(window, 0.02f);
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
  bool settle() {
    int frames = 0;
    return until([&] { return ++frames > 4 && session.settled() && (!session.job || session.job->done); });
  }
  /// Saves a ball that was fitted on these views, and opens it.
  void open_ball(const std::string& name, glm::vec3 colour, const std::vector<std::string>& fitted_on = {},
                 nlohmann::json more = nlohmann::json::object()) {
    Model m = test::ball_model(colour);
    *m.provenance = std::move(more);
    (*m.provenance)["training_views"] = fitted_on;
    save_model(path(name), m, Effort::fast);
    session.open(path(name));
    REQUIRE(settle());
  }
  /// All that was said so far.
  std::string said() {
    std::string all;
    for (const auto& m : session.messages()) all += m + "\n";
    session.clear_messages();
    return all;
  }
};

std::vector<std::string> names_of(const std::vector<View>& views) {
  std::vector<std::string> names;
  for (const View& v : views) names.push_back(v.name);
  return names;
}

const std::uint8_t* middle(const ImageU8& i) { return i.at(i.width / 2, i.height / 2); }

}  // namespace

TEST_CASE("photos are the test split, reduced and masked as the first model was built") {
  Stage stage;
  const auto data = test::make_sphere_data(6);
  test::write_nerf_synthetic(data, stage.path("sphere"), 2);
  stage.session.open_dataset(stage.path("sphere"));
  REQUIRE(stage.settle());
  CHECK(stage.session.photos().empty());  // it waits for a model
  CHECK(stage.session.waiting_dataset() == stage.path("sphere"));
  stage.open_ball("a.asrg", {0.8f, 0.2f, 0.2f}, {}, {{"downscale", 2}});
  REQUIRE(stage.settle());
  CHECK(stage.session.waiting_dataset().empty());
  REQUIRE(stage.session.photos().size() == 2);
  CHECK(stage.session.photos()[0].image.width == data.images[0].width / 2);
  // What is asked for goes before how the model was built.
  stage.session.open_dataset(stage.path("sphere"), 1);
  REQUIRE(stage.settle());
  CHECK(stage.session.photos()[0].image.width == data.images[0].width);
  CHECK(stage.said().empty());
}

TEST_CASE("without a test split photos are the held-out ones, and without those all") {
  Stage stage;
  test::write_nerf_synthetic(test::make_sphere_data(6), stage.path("sphere"));
  SECTION("held out") {
    SceneOptions options;
    options.holdout = 3;
    const Scene built = load_scene(stage.path("sphere"), options);
    stage.open_ball("a.asrg", {0.8f, 0.2f, 0.2f}, names_of(built.train), {{"holdout", 3}});
    stage.session.open(stage.path("sphere"));
    REQUIRE(stage.settle());
    CHECK(names_of(stage.session.photos()) == names_of(built.test));
    for (const View& v : stage.session.photos()) CHECK_FALSE(stage.session.models()[0].fitted_on.contains(v.name));
  }
  SECTION("none") {
    stage.open_ball("a.asrg", {0.8f, 0.2f, 0.2f});
    stage.session.open(stage.path("sphere"));
    REQUIRE(stage.settle());
    CHECK(stage.session.photos().size() == 6);
  }
}

TEST_CASE("a model is measured by photos that it was not fitted on, and by no others") {
  Stage stage;
  test::write_nerf_synthetic(test::make_sphere_data(4), stage.path("sphere"));
  const std::vector<std::string> all = names_of(load_scene(stage.path("sphere")).train);
  REQUIRE(all.size() == 4);
  stage.open_ball("everything.asrg", {0.8f, 0.2f, 0.2f}, all);
  stage.open_ball("half.asrg", {0.2f, 0.8f, 0.2f}, {all[0], all[2]});
  stage.session.open(stage.path("sphere"));
  REQUIRE(stage.settle());
  REQUIRE(stage.session.photos().size() == 4);
  CHECK(stage.said().empty());
  const auto seen = [&](int model, int photo) {
    stage.session.show(model);
    stage.session.show_photo(photo);
    return stage.session.photo_was_fitted();
  };
  CHECK(seen(1, 0) == true);
  CHECK(seen(1, 1) == false);
  CHECK(seen(0, 1) == true);
  stage.session.show_photo(-1);
  CHECK_FALSE(stage.session.photo_was_fitted());
  stage.session.measure_models();
  REQUIRE(stage.settle());
  const auto& models = stage.session.models();
  CHECK_FALSE(models[0].psnr);
  CHECK_FALSE(models[0].ssim);
  const std::string said = stage.said();
  CHECK_THAT(said, Catch::Contains("everything is not measured: it was fitted on all of these photos"));
  CHECK_THAT(said, Catch::Contains("half is measured by 2 of 4 photos"));
  REQUIRE((models[1].psnr && models[1].ssim));
  double expected_psnr = 0, expected_ssim = 0;
  Device device = Device::cpu(1);
  const Model& m = *models[1].model;
  const RenderModel ready = drawable(device, m, Precision::compact);
  for (const int i : {1, 3}) {
    const View& v = stage.session.photos()[static_cast<std::size_t>(i)];
    const ImageF drawn = to_float(to_8_bit(render(device, ready, v.camera, {}), 3)), photo = compose(v.image, 1.0f);
    expected_psnr += psnr(drawn, photo) / 2;
    expected_ssim += ssim(drawn, photo) / 2;
  }
  CHECK(*models[1].psnr == Approx(expected_psnr).margin(0.01));
  CHECK(*models[1].ssim == Approx(expected_ssim).margin(1e-3));
  // Closing one while it is measured leaves the other's figures where they belong.
  stage.session.measure_models();
  stage.session.close(0);
  REQUIRE(stage.settle());
  REQUIRE(models.size() == 1);
  CHECK(*models[0].psnr == Approx(expected_psnr).margin(0.01));
}

TEST_CASE("side by side draws for a column, with the difference, of models and of photos") {
  Stage stage;
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
  Stage stage;
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
  Stage stage;
  Session& s = stage.session;
  stage.open_ball("red.asrg", {0.8f, 0.2f, 0.2f});
  s.record_turntable(stage.path("turn"), {64, 48}, 100000);
  s.close(0);
  REQUIRE(stage.until([&] { return s.job->done; }));
  REQUIRE(stage.settle());
  CHECK_THAT(stage.said(), Catch::Contains("the model has been closed"));
}

TEST_CASE("a picture is transparent and alone, or as the window shows it") {
  Stage stage;
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

TEST_CASE("folders, saved views and models are told apart; what is wrong is a message") {
  Stage stage;
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
  Stage stage;
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
