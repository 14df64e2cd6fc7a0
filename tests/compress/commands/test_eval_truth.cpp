#include "compress/model/drawable.h"
#include "compress/codec/codec.h"
#include "compress/io/file.h"
#include "compress/metrics/visible_surface.h"
#include "compress/model/symbols.h"
#include "compress/scene/scene.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/commands/small_model.h"
#include "tests/compress/metrics/write_truth.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <functional>

using namespace asrg;
using nlohmann::json;
using test::run_asrg;

namespace {

/// A small model, and what it shows of itself to the test views at their full size.
struct Rig : test::SmallDataSet {
  std::filesystem::path model = folder.path() / "x.asrg", truth = folder.path() / "truth", measured = folder.path() / "m.json";
  Scene scene;
  std::vector<Surface> surfaces;

  Rig() {
    test::build_small_model(data, model, {"--downscale", "2"}, 40);
    scene = load_scene(data, {.load_train = false});
    const Model m = load_model(model);
    Device device = Device::cpu(2);
    const RenderModel ready = drawable(device, m);
    for (const View& v : scene.test) surfaces.push_back(visible_surface(device, ready, v.camera));
  }

  /// Writes as truth what the model shows where it is more than half opaque, after `change`.
  void write_truth(const std::function<void(SurfacePoint&)>& change, std::size_t views = 2) const {
    std::filesystem::remove_all(truth);
    for (std::size_t i = 0; i < views; ++i) {
      Surface surface = surfaces[i];
      for (SurfacePoint& p : surface.pixels) {
        if (p.opacity <= 0.5f || glm::length(p.normal) < 0.01f) p.opacity = 0;
        if (p.opacity > 0) change(p);
      }
      test::write_truth(truth, scene.test[i].name, surface, 0.0001);
    }
  }

  test::ProgramResult eval(const std::vector<std::string>& more) const {
    std::vector<std::string> words{"eval", model, data, "--json", measured, "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return run_asrg(words);
  }

  json result() const { return json::parse(read_text_file(measured)); }
};

/// By an angle about an axis at right angles to it.
glm::vec3 rotated(glm::vec3 n, float degrees) {
  n = glm::normalize(n);
  const glm::vec3 other = std::abs(n.x) < 0.7f ? glm::vec3(1, 0, 0) : glm::vec3(0, 1, 0);
  return std::cos(glm::radians(degrees)) * n + std::sin(glm::radians(degrees)) * glm::normalize(glm::cross(n, other));
}

}  // namespace

TEST_CASE("eval --truth: a model is right by its own normals and depths, and wrong by what they are changed by") {
  const Rig rig;
  std::size_t seen = 0;
  rig.write_truth([&](SurfacePoint&) { ++seen; });
  REQUIRE(seen > 100);
  auto r = rig.eval({"--truth", rig.truth});
  INFO(r.err);
  REQUIRE(r.exit_code == 0);
  CHECK_THAT(r.out, Catch::Contains("normals: off by 0.") && Catch::Contains("missing in the model: 0.00 % of"));
  json t = rig.result()["truth"];
  CHECK(t["views"] == 2);
  CHECK(t["pixels"] == seen);
  CHECK(t["missing"] == 0);
  CHECK(t["normal_mean_degrees"] < 0.4);
  CHECK(t["normal_mean_degrees"] > 0.0);
  CHECK(t["depth_mean"] < 0.0001);
  CHECK(rig.result()["downscale"] == 2);

  // The fit's photos are half as large as the truth: no matter.
  CHECK(rig.eval({"--truth", rig.truth, "--downscale", "1"}).exit_code == 0);
  CHECK(rig.result()["truth"] == t);

  rig.write_truth([](SurfacePoint& p) {
    p.normal = rotated(p.normal, 30);
    p.depth += 0.25f;
  });
  REQUIRE(rig.eval({"--truth", rig.truth}).exit_code == 0);
  t = rig.result()["truth"];
  for (const char* which : {"mean", "median"}) {
    CHECK(t["normal_" + std::string(which) + "_degrees"].get<double>() == Approx(30).margin(0.4));
    CHECK(t["depth_" + std::string(which)].get<double>() == Approx(0.25).margin(0.0001));
    CHECK(t["depth_" + std::string(which) + "_percent"].get<double>() == Approx(25 / t["box_longest_edge"].get<double>()).margin(0.01));
  }
  const Box box = load_model(rig.model).topology.lattice.box();
  const glm::vec3 edges = box.max - box.min;
  CHECK(t["box_longest_edge"].get<double>() == Approx(std::max({edges.x, edges.y, edges.z})));
}

TEST_CASE("eval --truth tells views apart, counts pixels of all together, and those where the model has nothing") {
  const Rig rig;
  std::filesystem::create_directories(rig.truth);
  std::size_t missing = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    Surface surface = rig.surfaces[i];
    for (SurfacePoint& p : surface.pixels) {
      if (i == 1 && p.opacity <= 0.5f) continue;
      missing += p.opacity <= 0.5f;
      p = {glm::length(p.normal) < 0.01f ? glm::vec3(1, 0, 0) : rotated(p.normal, i == 0 ? 10.0f : 50.0f), p.depth, 1.0f};
    }
    if (i == 1)
      for (SurfacePoint& p : surface.pixels)
        if (p.opacity < 1.0f) p.opacity = 0;
    test::write_truth(rig.truth, rig.scene.test[i].name, surface, 0.0001);
  }
  REQUIRE(missing > 100);
  REQUIRE(rig.eval({"--truth", rig.truth}).exit_code == 0);
  const json all = rig.result(), first = all["per_view"][0]["truth"], second = all["per_view"][1]["truth"];
  CHECK(first["normal_median_degrees"].get<double>() == Approx(10).margin(0.4));
  CHECK(second["normal_median_degrees"].get<double>() == Approx(50).margin(0.4));
  CHECK(first["pixels"] == 32 * 32);
  CHECK(first["missing"].get<double>() == Approx(static_cast<double>(missing) / (32 * 32)));
  CHECK(second["missing"] == 0);
  const double a = 32 * 32 - static_cast<double>(missing), b = second["pixels"];
  CHECK(all["truth"]["normal_mean_degrees"].get<double>() == Approx((10 * a + 50 * b) / (a + b)).margin(0.4));
  CHECK(all["truth"]["normal_median_degrees"].get<double>() == Approx(a > b ? 10 : 50).margin(0.4));
  CHECK(all["truth"]["missing"].get<double>() == Approx(static_cast<double>(missing) / (32 * 32 + b)));
}

TEST_CASE("eval takes truth only where it is asked to, and says what is wrong with it") {
  Rig rig;
  rig.write_truth([](SurfacePoint&) {}, 1);
  REQUIRE(rig.eval({"--truth", rig.truth}).exit_code == 0);
  json all = rig.result();
  CHECK(all["truth"]["views"] == 1);
  CHECK(all["per_view"][0]["truth"]["pixels"] == all["truth"]["pixels"]);
  CHECK(all["per_view"][1]["truth"].is_null());

  std::filesystem::copy(rig.truth, rig.data / "truth", std::filesystem::copy_options::recursive);
  const auto without = rig.eval({});
  CHECK(without.exit_code == 0);
  CHECK_THAT(without.out, !Catch::Contains("normals"));
  CHECK(rig.result()["truth"].is_null());
  CHECK(rig.result()["per_view"][0]["truth"].is_null());

  const auto expect = [&](const std::filesystem::path& folder, int code, const std::string& text) {
    const auto r = rig.eval({"--truth", folder});
    INFO(text << ": " << r.err);
    CHECK(r.exit_code == code);
    CHECK_THAT(r.err, Catch::StartsWith("asrg: ") && Catch::Contains(text));
  };
  expect(rig.folder.path() / "nowhere", 2, "there is no folder");
  expect(rig.data, 2, "truth.json");
  const auto normal = rig.truth / "test" / "v08_normal.png", depth = rig.truth / "test" / "v08_depth.png";
  write_text_file_atomically(depth, "broken", false);
  expect(rig.truth, 2, "v08_depth.png is not a PNG image");
  std::filesystem::remove(depth);
  expect(rig.truth, 2, "v08_depth.png");
  std::filesystem::remove(normal);
  expect(rig.truth, 1, "holds the truth of none of the 2 views: there is no " + normal.string());
  test::write_truth(rig.truth, "test/v08.png", Surface(34, 32, 1), 0.0001);
  expect(rig.truth, 2, "v08_normal.png has 34x32 pixels");
  test::write_truth(rig.truth, "test/v08.png", Surface(32, 32, 1), 0.0001);
  const auto empty = rig.eval({"--truth", rig.truth});
  CHECK(empty.exit_code == 0);
  CHECK_THAT(empty.out, Catch::Contains("the true object is not seen"));
  CHECK(rig.result()["truth"]["normal_mean_degrees"].is_null());
}
