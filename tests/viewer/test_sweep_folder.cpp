#include <catch2/catch.hpp>

#include "compress/codec/codec.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"
#include "tests/support.h"
#include "tests/viewer/ball_model.h"
#include "viewer/session/session.h"
#include "viewer/session/sweep_folder.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <functional>
#include <thread>

using namespace asrg;

namespace {

/// A folder as a sweep leaves it: three models of different sizes, made so by their provenance.
struct Sweep {
  test::TemporaryDirectory folder;

  Sweep() {
    nlohmann::json models = nlohmann::json::array();
    for (int i = 0; i < 3; ++i) {
      Model m = test::ball_model({0.5f, 0.4f, 0.3f});
      (*m.provenance)["note"] = std::string(static_cast<std::size_t>(100 + 1000 * i), 'x');
      const auto file = folder.path() / ("ball-" + std::to_string(i) + ".asrg");
      save_model(file, m, Effort::fast);
      models.push_back(
          {{"file", file.filename()}, {"bytes", std::filesystem::file_size(file)}, {"psnr", 20.0 + i}, {"ssim", 0.9}, {"split", "test"}});
    }
    std::swap(models[0], models[2]);
    write(models, "/no/such/folder");
  }
  void write(const nlohmann::json& models, const std::string& dataset) const {
    write_text_file_atomically(folder.path() / "metrics.json",
                               nlohmann::json{{"format", "asrg-metrics"}, {"models", models}, {"dataset", dataset}}.dump());
  }
};

bool until(Session& session, const std::function<bool()>& condition) {
  for (int i = 0; i < 12000 && !condition(); ++i) {
    session.update({160, 120}, 0.02f);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return condition();
}

}  // namespace

TEST_CASE("a sweep's folder is read from the smallest model to the largest") {
  const Sweep s;
  const auto read = read_sweep_folder(s.folder.path());
  REQUIRE(read);
  REQUIRE(read->models.size() == 3);
  CHECK(read->models[0].file.filename() == "ball-0.asrg");
  CHECK(read->models[2].measured.psnr == 22.0);
  CHECK(read->dataset == "/no/such/folder");
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(read->models[1].file));
  CHECK(find_in_sweep(read->models[1].file, bytes)->psnr == 21.0);
  CHECK_FALSE(find_in_sweep(read->models[1].file, bytes + 1));
}

TEST_CASE("other folders are none, and a damaged metrics.json is a sentence") {
  const test::TemporaryDirectory folder;
  CHECK_FALSE(read_sweep_folder(folder.path()));
  for (const char* text : {"", "{", "[]", "{\"format\":\"other\"}", "{\"format\":\"asrg-metrics\",\"models\":3}"}) {
    write_text_file_atomically(folder.path() / "metrics.json", text);
    CHECK_THROWS_WITH(read_sweep_folder(folder.path()), Catch::Contains("metrics.json is not what asrg sweep writes"));
  }
  // A file outside of the folder is not reached, and what is no model's entry is passed over.
  write_text_file_atomically(folder.path() / "metrics.json",
                             R"({"format":"asrg-metrics","models":[{"file":"../../x.asrg","bytes":5,"psnr":3},{"file":7},null]})");
  const auto read = read_sweep_folder(folder.path());
  REQUIRE(read);
  REQUIRE(read->models.size() == 1);
  CHECK(read->models[0].file == folder.path() / "x.asrg");
}

TEST_CASE("opening a sweep's folder opens its models with what was measured, and sizes are stepped through while the view stays") {
  const Sweep s;
  RenderThread thread{Device::cpu(2)};
  Session session{thread, {}};
  session.open(s.folder.path());
  REQUIRE(until(session, [&] { return session.models().size() == 3; }));
  for (int i = 0; i < 3; ++i) {
    const LoadedModel& m = session.models()[static_cast<std::size_t>(i)];
    CHECK(m.swept);
    CHECK(m.psnr == 20.0 + i);
  }
  REQUIRE(session.messages().size() == 1);
  CHECK_THAT(session.messages()[0], Catch::Contains("photos are not in /no/such/folder"));
  session.camera.orbit({30, 10});
  const Camera before = session.camera.camera({160, 120});
  session.show(0);
  for (const int shown : {1, 2, 2}) {
    session.show_next_size(1);
    CHECK(session.display.shown == shown);
  }
  session.show_next_size(-1);
  CHECK(session.display.shown == 1);
  CHECK(session.camera.camera({160, 120}) == before);
}
